using Workflow.Tools;

namespace Workflow.Demo;

internal sealed record DemoOptions
{
    public const string Help = """
        Sends orders through the whole workflow over HTTP and shows what became of each.

        usage: ./workflow demo [options]

          --input FILE            real orders, NDJSON or NDJSON.gz        (none: generated ones)
          --limit N               only the first N orders of the file     (all)
          --orders N              how many to generate                    (2000)
          --seed N                another seed, other orders and faults   (1)
          --concurrency N         HTTP connections that send, 1 to 4096   (128)
          --transport NAME        embedded, or rabbitmq: a private node   (embedded)
          --kafka                 events to Kafka as well: librdkafka's mock cluster, in memory   (no)
          --hosts N               processes that share the work, 1 to 16  (1)
          --data DIR              where the database and the logs are     (.data)
          --fresh                 remove the data of earlier demos first
          --give-up-after N       seconds without progress before the rest counts as unfinished  (120)

        Shares of the orders (of the products for --scarce), 0 to 1:
          --declined SHARE           the payment is declined                      (0.02)
          --unknown SHARE            the payment is taken, but no answer comes    (0.01)
          --failing SHARE            the payment provider fails once              (0.005)
          --shipment-rejected SHARE  no carrier takes it                          (0.01)
          --transient SHARE          a participant fails for a moment             (0.01)
          --cancelled SHARE          the customer cancels right after ordering    (0.01)
          --scarce SHARE             products with stock for half of their demand (0.01)

        Programs to run, if not beside this one:
          --host-dll FILE, --gateway-dll FILE

        With --kafka, kcat reads order-events in the end; each new order's events must be complete
        and in causal order.

        The last line of the output is one JSON object. Exit code: 0 when every order ended and
        verify and the reading of Kafka found nothing, 1 when not, 2 for a wrong option, 130 after
        Ctrl-C.
        """;

    public string? Input { get; init; }
    public int? Limit { get; init; }
    public int Orders { get; init; }
    public int Seed { get; init; }
    public int Concurrency { get; init; }
    public Transport Transport { get; init; }
    public bool Kafka { get; init; }
    public int Hosts { get; init; } = 1;
    public required string DataDirectory { get; init; }
    public bool Fresh { get; init; }
    public TimeSpan GiveUpAfter { get; init; }

    public double Declined { get; init; }
    public double Unknown { get; init; }
    public double Failing { get; init; }
    public double ShipmentRejected { get; init; }
    public double Transient { get; init; }
    public double Cancelled { get; init; }
    public double Scarce { get; init; }

    public required string HostDll { get; init; }
    public required string GatewayDll { get; init; }

    public string LogDirectory => Path.Combine(DataDirectory, "demo");
    public string BrokerDirectory => Path.Combine(DataDirectory, "rabbitmq");
    public string LedgerPath => Path.Combine(DataDirectory, "gateway", "ledger.ndjson");

    /// <summary>Null with an error text when the command line is wrong.</summary>
    public static DemoOptions? Parse(IReadOnlyList<string> args, out string? error)
    {
        var line = new CommandLine(args, "fresh", "kafka");
        var limit = line.Count("limit", 0, 1, int.MaxValue);
        var options = new DemoOptions
        {
            Input = line.Text("input"),
            Limit = limit == 0 ? null : limit,
            Orders = line.Count("orders", 2000, 1, 10_000_000),
            Seed = line.Count("seed", 1, int.MinValue, int.MaxValue),
            Concurrency = line.Count("concurrency", 128, 1, 4096),
            Transport = line.Choice("transport", Transport.Embedded),
            Kafka = line.Flag("kafka"),
            Hosts = line.Count("hosts", 1, 1, 16),
            DataDirectory = Path.GetFullPath(line.Text("data", ".data")),
            Fresh = line.Flag("fresh"),
            GiveUpAfter = TimeSpan.FromSeconds(line.Number("give-up-after", 120, 1, 86_400)),
            Declined = line.Share("declined", 0.02),
            Unknown = line.Share("unknown", 0.01),
            Failing = line.Share("failing", 0.005),
            ShipmentRejected = line.Share("shipment-rejected", 0.01),
            Transient = line.Share("transient", 0.01),
            Cancelled = line.Share("cancelled", 0.01),
            Scarce = line.Share("scarce", 0.01),
            HostDll = line.Text("host-dll", Sibling("Workflow.Host")),
            GatewayDll = line.Text("gateway-dll", Sibling("Workflow.PaymentGateway")),
        };
        error = line.Error ?? options.Missing();
        return error is null ? options : null;
    }

    private string? Missing() =>
        Input is not null && !File.Exists(Input) ? $"There is no file {Input}."
        : !File.Exists(HostDll) ? $"There is no host at {HostDll}. Name it with --host-dll."
        : !File.Exists(GatewayDll) ? $"There is no payment gateway at {GatewayDll}. Name it with --gateway-dll."
        : null;

    /// <summary>Published side by side (DIR/Workflow.Demo, DIR/Workflow.Host), or all into one directory.</summary>
    private static string Sibling(string name)
    {
        var together = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        return File.Exists(together)
            ? together
            : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", name, $"{name}.dll"));
    }
}
