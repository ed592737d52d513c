using Workflow.Tools;

namespace Workflow.Benchmarks;

internal sealed record BenchOptions
{
    public const string Help = """
        Measures one thing, both sides of its comparison alternately in one run, and checks that nothing was lost for it.

        usage: ./workflow bench NAME [options]

          workflow    whole orders: generated, real ones, over RabbitMQ, with one transaction a step; their cost
          latency     one order at a time, request to Completed, in memory and over RabbitMQ
          intake      durable 202s a second against a bare endpoint, and against one transaction a request
          spike       twice the capacity offered, and what becomes of it
          hot         every order wants the same product, against many products
          hosts       one, two and three hosts on one database
          scale       millions of finished orders in the database, and how the cost grows
          operator    how fast the operator's lists and pages are on a full database, and what browsing costs the workflow
          telemetry   throughput with metrics scraped and traces sent, against neither
          ring        the ring against the runtime's queues
          transports  the ring, MassTransit in memory, RabbitMQ and Kafka (a mock) with small messages, past their capacity
          contracts   bytes and speed of the contracts' forms
          profile     where an order's CPU and time go
          all         each of them

          --runs N          rounds; the figures are medians            (5)
          --seconds S       measured time of a round                   (60; intake 20, latency 30, ring 2)
          --warmup S        before it                                  (15)
          --quick           1 round, 5 s after 4 s, small data: to try it out, not to quote it
          --save            keep JSON and pictures in tests/Workflow.Benchmarks/results (else artifacts/bench)
          --input FILE      real orders, NDJSON or NDJSON.gz, for workflow
          --sides A,B       only these sides of workflow, latency and transports
          --in-flight N     orders on their way in workflow, hot, hosts and scale  (4000)
          --connections N   HTTP connections                           (256; 64 for whole orders, but for hosts)
          --finished N      ended orders in the database for scale     (2000000; operator 1000000)
          --running N       orders on their way in the database for scale and operator  (100000)
          --suspended N     orders that wait for an operator in the database for operator  (10000)
          --host KEY=VALUE;...  settings of every host, as Messaging:Lanes:SagaLanes=4
          --seed N          other orders                               (1)
          --data DIR        databases and logs                         (artifacts/bench-data)

        Programs to run, if not beside this one: --host-dll FILE, --gateway-dll FILE; --root DIR is the repository.
        The last line of the output is one JSON object. Exit code: 0 when verify found nothing after each run, whatever
        the figures are; 1 when it found something or a run failed, 2 for a wrong option, 130 after Ctrl-C.
        """;

    public int Runs { get; init; }
    public double? Seconds { get; init; }
    public TimeSpan Warmup { get; init; }
    public bool Quick { get; init; }
    public bool Save { get; init; }
    public string? Input { get; init; }
    public IReadOnlyList<string> Sides { get; init; } = [];
    public int InFlight { get; init; }
    public int? Connections { get; init; }
    public int Finished { get; init; }
    public int? FinishedIfGiven { get; init; }
    public int Running { get; init; }
    public int Suspended { get; init; }
    public IReadOnlyDictionary<string, string?> HostSettings { get; init; } = new Dictionary<string, string?>();
    public int Seed { get; init; }
    public required string DataDirectory { get; init; }
    public required string Root { get; init; }
    public required string HostDll { get; init; }
    public required string GatewayDll { get; init; }

    public string ResultDirectory => Save ? Path.Combine(Root, "tests", "Workflow.Benchmarks", "results") : Path.Combine(Root, "artifacts", "bench");

    /// <summary>The measured time, where the caller wants none other than the bench.</summary>
    public TimeSpan Length(double usual) => TimeSpan.FromSeconds(Seconds ?? (Quick ? Math.Min(usual, 5) : usual));

    /// <summary>Whether a side takes part.</summary>
    public bool Wants(string side) => Sides.Count == 0 || Sides.Contains(side, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null with an error text when the command line is wrong.</summary>
    public static BenchOptions? Parse(IReadOnlyList<string> args, out string? error)
    {
        var line = new CommandLine(args, "quick", "save");
        var quick = line.Flag("quick");
        var root = Path.GetFullPath(line.Text("root", "."));
        var seconds = line.Number("seconds", 0, 0.1, 86_400);
        var connections = line.Count("connections", 0, 1, 10_000);
        var finished = line.Count("finished", -1, 0, 100_000_000);
        var options = new BenchOptions
        {
            Quick = quick,
            Runs = line.Count("runs", quick ? 1 : 5, 1, 1000),
            Seconds = seconds == 0 ? null : seconds,
            Warmup = TimeSpan.FromSeconds(line.Number("warmup", quick ? 4 : 15, 0, 3600)),
            Save = line.Flag("save"),
            Input = line.Text("input"),
            Sides = line.Text("sides", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            InFlight = line.Count("in-flight", 4000, 1, 1_000_000),
            Connections = connections == 0 ? null : connections,
            Finished = finished >= 0 ? finished : quick ? 20_000 : 2_000_000,
            FinishedIfGiven = finished >= 0 ? finished : quick ? 20_000 : null,
            Running = line.Count("running", quick ? 1_000 : 100_000, 0, 10_000_000),
            Suspended = line.Count("suspended", quick ? 200 : 10_000, 1, 1_000_000),
            HostSettings = Settings(line.Text("host", "")),
            Seed = line.Count("seed", 1, int.MinValue, int.MaxValue),
            Root = root,
            DataDirectory = Path.GetFullPath(line.Text("data", Path.Combine(root, "artifacts", "bench-data"))),
            HostDll = Path.GetFullPath(line.Text("host-dll", InRepository(root, "src", "Workflow.Host"))),
            GatewayDll = Path.GetFullPath(line.Text("gateway-dll", InRepository(root, "tools", "Workflow.PaymentGateway"))),
        };
        error = line.Error ?? options.Problem();
        return error is null ? options : null;
    }

    private string? Problem() =>
        Input is not null && !File.Exists(Input) ? $"There is no file {Input}."
        : !File.Exists(HostDll) ? $"There is no host at {HostDll}. Name it with --host-dll."
        : !File.Exists(GatewayDll) ? $"There is no payment gateway at {GatewayDll}. Name it with --gateway-dll."
        : null;

    /// <summary>As environment variables: <c>Section:Key=value</c> becomes <c>Section__Key</c>.</summary>
    private static Dictionary<string, string?> Settings(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(setting => setting.Split('=', 2))
        .ToDictionary(pair => pair[0].Replace(":", "__"), pair => (string?)(pair.Length == 2 ? pair[1] : ""));

    private static string InRepository(string root, string folder, string project) =>
        Path.Combine(root, folder, project, "bin", "Release", "net10.0", $"{project}.dll");
}
