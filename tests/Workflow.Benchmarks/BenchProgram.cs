using System.Text.Json.Nodes;
using Npgsql;
using Workflow.Benchmarks.Benches;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;
using Workflow.Demo;
using Workflow.Demo.Processes;

namespace Workflow.Benchmarks;

internal static class BenchProgram
{
    private const string All = "all";

    private static readonly (string Name, Func<BenchOptions, BenchReport, CancellationToken, Task> RunAsync)[] Benches =
    [
        ("workflow", WorkflowBench.RunAsync),
        ("latency", LatencyBench.RunAsync),
        ("intake", IntakeBench.RunAsync),
        ("ring", RingBench.RunAsync),
        ("profile", ProfileBench.RunAsync),
        ("hot", HotBench.RunAsync),
        ("hosts", HostsBench.RunAsync),
        ("spike", SpikeBench.RunAsync),
        ("scale", ScaleBench.RunAsync),
        ("operator", OperatorBench.RunAsync),
        ("telemetry", TelemetryBench.RunAsync),
        ("transports", TransportsBench.RunAsync),
        ("contracts", ContractsBench.RunAsync),
    ];

    private static async Task<int> Main(string[] args)
    {
        if (args.Length == 0 || args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(BenchOptions.Help);
            return args.Length == 0 ? 2 : 0;
        }
        if (args[0] == BareEndpoint.Verb)
            return await BareEndpoint.ServeAsync(args[1]);
        if (args[0] == OtlpSink.Verb)
            return await OtlpSink.ServeAsync(args[1]);
        var chosen = Benches.Where(bench => args[0] is All || bench.Name == args[0]).ToList();
        var error = chosen.Count == 0 ? $"There is no bench {args[0]}." : null;
        if (BenchOptions.Parse(args[1..], out var wrong) is not { } options || error is not null)
        {
            await Console.Error.WriteLineAsync($"{error ?? wrong} Try --help.");
            return 2;
        }
        using var signals = new Signals(TimeProvider.System);
        try
        {
            return await RunAsync(chosen, options, isAll: args[0] is All, signals.Stop);
        }
        catch (Exception e) when (signals.Stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(e is OperationCanceledException ? "\nStopped." : $"\nStopped. {e.Message}");
            return signals.ExitCode;
        }
        catch (Exception e) when (e is BenchException or DemoException or InvalidOperationException or InvalidDataException or IOException
            or UnauthorizedAccessException or HttpRequestException or NpgsqlException or RabbitMQ.Client.Exceptions.BrokerUnreachableException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<(string Name, Func<BenchOptions, BenchReport, CancellationToken, Task> RunAsync)> chosen, BenchOptions options, bool isAll, CancellationToken stop)
    {
        var all = new JsonArray();
        var violations = 0;
        foreach (var (name, runAsync) in chosen)
        {
            Console.WriteLine($"{name} ...");
            var machine = Machine.Describe(options.Root);
            var report = new BenchReport(name);
            await runAsync(options, report, stop);
            report.WriteTable(Console.Out, machine);
            foreach (var file in ResultFiles.Write(options.ResultDirectory, report, machine))
                Console.WriteLine($"  written: {Path.GetRelativePath(options.Root, file)}");
            Console.WriteLine();
            Console.WriteLine(report.ToJsonLine());
            violations += report.Violations ?? 0;
            Collect(report, all);
        }
        if (isAll)
            Console.WriteLine(new JsonObject { ["bench"] = All, ["results"] = all, ["violations"] = violations }.ToJsonString());
        return violations == 0 ? 0 : 1;
    }

    private static void Collect(BenchReport report, JsonArray all)
    {
        foreach (var row in report.Results(withRuns: false))
        {
            row!["name"] = $"{report.Bench}: {row["name"]}";
            all.Add(row.DeepClone());
        }
    }
}
