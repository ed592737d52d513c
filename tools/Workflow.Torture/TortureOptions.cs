using System.Globalization;
using Workflow.Tools;
using Workflow.Torture.Plan;

namespace Workflow.Torture;

internal sealed record TortureOptions
{
    public required TimeSpan Length { get; init; }
    public required int Seed { get; init; }
    public required Transport Transport { get; init; }
    public required bool Cluster { get; init; }
    /// <summary>Hosts tell their events to Kafka, and a reader of it keeps books.</summary>
    public required bool Kafka { get; init; }
    public required int Hosts { get; init; }
    public required int Rate { get; init; }
    public required int Attempts { get; init; }
    public required bool OneByOne { get; init; }
    public required TimeSpan DrainLimit { get; init; }
    public required string DataDirectory { get; init; }

    /// <summary>A directory that nobody named is removed when nothing in it is of interest.</summary>
    public required bool IsDataTemporary { get; init; }
    public required string HostDll { get; init; }
    public required string GatewayDll { get; init; }
    public required IReadOnlyList<FaultKind> Faults { get; init; }

    public int BrokerNodes => Transport is Transport.Embedded ? 0 : Cluster ? 3 : 1;

    public bool Has(string fault) => Faults.Any(kind => kind.Name == fault);

    public static string Help =>
        $"""
        Sends orders to several hosts while everything around them breaks, then heals everything, waits until no order is
        unfinished, and checks that nothing was lost or done twice.

        usage: ./workflow torture [options]

          --minutes N          how long orders are sent and things break, 0.2 to 600   (2)
          --seed N             another seed, another plan; printed, and repeats the run's plan  (random)
          --transport NAME     embedded or rabbitmq                 (embedded)
          --cluster            three nodes of RabbitMQ instead of one
          --kafka              events to Kafka as well: three brokers of librdkafka's mock cluster, in memory
          --hosts N            processes of the product, 1 to 9     (3)
          --rate N             orders a second, 1 to 5000           (60)
          --faults A,B,C       only these; none: no faults          (all that fit the transport)
          --one-by-one         no plan: each fault alone, healed and judged before the next
          --attempts N         tries of each step before an order waits for an operator, 1 to 1000  (3)
          --drain-limit N      seconds after healing before the rest counts as unfinished  (300)
          --data DIR           where databases and logs are         (a new temporary directory, removed when all is well)

        Faults:
        {string.Join('\n', FaultCatalogue.All.Select(kind => string.Create(CultureInfo.InvariantCulture, $"  {kind.Name,-28} {kind.Text}")))}

        With --kafka a consumer reads order-events all along; in the end every event that an order's history tells of
        must be there, in causal order on one partition, and repeats under their first id.

        The last line of the output is one JSON object. Exit code: 0 when nothing was lost, doubled, unexpected, in
        violation or unfinished, and no event lost or out of order, 1 when something was, 2 for a wrong option, 130
        after Ctrl-C.
        """;

    /// <summary>Null with an error text when the command line is wrong.</summary>
    public static TortureOptions? Parse(IReadOnlyList<string> args, out string? error)
    {
        var line = new CommandLine(args, "cluster", "kafka", "one-by-one");
        var transport = line.Choice("transport", Transport.Embedded);
        var cluster = line.Flag("cluster");
        var kafka = line.Flag("kafka");
        var fitting = FaultCatalogue.All.Where(kind => Fits(kind, transport, cluster) && (kafka || !kind.NeedsKafka)).ToList();
        var faults = Choose(line.Text("faults"), fitting, out var unknown);
        var options = new TortureOptions
        {
            Length = TimeSpan.FromMinutes(line.Number("minutes", 2, 0.2, 600)),
            Seed = line.Count("seed", Random.Shared.Next(), int.MinValue, int.MaxValue),
            Transport = transport,
            Cluster = cluster,
            Kafka = kafka,
            Hosts = line.Count("hosts", 3, 1, 9),
            Rate = line.Count("rate", 60, 1, 5000),
            Attempts = line.Count("attempts", 3, 1, 1000),
            OneByOne = line.Flag("one-by-one"),
            DrainLimit = TimeSpan.FromSeconds(line.Number("drain-limit", 300, 1, 86_400)),
            DataDirectory = Path.GetFullPath(line.Text("data") ?? NewDirectory()),
            IsDataTemporary = line.Text("data") is null,
            HostDll = Path.GetFullPath(line.Text("host-dll", Sibling("Workflow.Host"))),
            GatewayDll = Path.GetFullPath(line.Text("gateway-dll", Sibling("Workflow.PaymentGateway"))),
            Faults = faults,
        };
        error = line.Error ?? unknown ?? options.Problem();
        return error is null ? options : null;
    }

    private string? Problem() =>
        Cluster && Transport is Transport.Embedded ? "--cluster needs --transport rabbitmq."
        : !File.Exists(HostDll) ? $"There is no host at {HostDll}. Name it with --host-dll."
        : !File.Exists(GatewayDll) ? $"There is no payment gateway at {GatewayDll}. Name it with --gateway-dll."
        : null;

    private static bool Fits(FaultKind kind, Transport transport, bool cluster) =>
        transport is Transport.RabbitMq ? cluster || !kind.NeedsCluster : !kind.NeedsBroker;

    private static List<FaultKind> Choose(string? names, List<FaultKind> fitting, out string? error)
    {
        error = null;
        if (names is null)
            return fitting;
        var chosen = new List<FaultKind>();
        foreach (var name in names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (name is "none")
                continue;
            if (fitting.Find(kind => kind == FaultCatalogue.Find(name)) is { } kind)
                chosen.Add(kind);
            else
                error ??= FaultCatalogue.Find(name) is null ? $"There is no fault {name}." : FaultCatalogue.Find(name)!.NeedsKafka ? $"The fault {name} needs --kafka." : $"The fault {name} does not fit this transport.";
        }
        // In the catalogue's order, so that the plan does not depend on how the command line was written.
        return [.. fitting.Where(chosen.Contains)];
    }

    // PostgreSQL's socket is in it, and a path to a socket must be short.
    private static string NewDirectory() => Path.Combine(Path.GetTempPath(), $"workflow-torture-{Environment.ProcessId}");

    private static string Sibling(string name) => Path.Combine(AppContext.BaseDirectory, "..", name, $"{name}.dll");
}
