using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;
using Workflow.Tools;

namespace Workflow.Benchmarks.Benches;

/// <summary>Whole orders a second, and what one costs.</summary>
internal static class WorkflowBench
{
    private const string Embedded = "embedded";
    private const string Real = "real";
    private const string RabbitMq = "rabbitmq";
    private const string Single = "single";

    // A tenth of the others' rate: with as many on their way, an order would wait for most of a minute.
    private const int MostSingle = 400;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        await using var shops = new OpenShops(options, stop);
        var whole = new WholeOrders(options, stop);
        var generated = OrderPools.Generated(options);
        var real = options.Input is { } input && options.Wants(Real) ? OrderPools.Real(input) : null;
        if (real is null)
            report.Note("Real orders were left out; --input names their file.");
        var sides = new[] { Embedded, Real, RabbitMq, Single }.Where(side => options.Wants(side) && (side != Real || real is not null)).ToList();
        var runs = await Rounds.RunAsync(options.Runs, sides, side => MeasureAsync(side, side == Real ? real! : generated), Text);
        report.Prove(await shops.ThenVerifyAsync());
        foreach (var side in sides)
            AddRate(report, side, runs[side]);
        if (runs.TryGetValue(Embedded, out var lanes) && runs.TryGetValue(Single, out var single))
            report.Add(new Measured("against one transaction a step", "x", Spread.Ratios(Of(lanes, run => run.PerSecond), Of(single, run => run.PerSecond))) { Target = 10, Goal = 20 });
        foreach (var side in sides)
            AddCosts(report, side, runs[side]);
        report.Add(new Picture("cpu", "CPU of one order, by process", "1 host, 2 PostgreSQL, 3 broker, 4 payment gateway, 5 client", "ms",
            [.. sides.Select(side => new Curve(side, Processes(runs[side])))]));

        Task<Figures> MeasureAsync(string side, RequestPool pool) => whole.MeasureAsync(shops, Plan(side), pool, options.Length(60), side == Single ? Math.Min(options.InFlight, MostSingle) : null);
    }

    private static ShopPlan Plan(string side) => side switch
    {
        RabbitMq => new ShopPlan(side) { Transport = Transport.RabbitMq },
        Single => new ShopPlan(side).WithSingleSteps(),
        _ => new ShopPlan(side),
    };

    private static void AddRate(BenchReport report, string side, List<Figures> runs)
    {
        var (target, goal) = side switch
        {
            Embedded => (1200, 2100),
            Real => (400, 800),
            RabbitMq => (500, 1000),
            _ => (default(double?), default(double?)),
        };
        report.Add(new Measured($"{side}: orders completed", "orders/s", Of(runs, run => run.PerSecond)) { Target = target, Goal = goal });
    }

    private static void AddCosts(BenchReport report, string side, List<Figures> runs)
    {
        // Half of the 108 kB that an order allocated when it was first measured.
        const double Half = 54;
        var isMain = side == Embedded;
        report.Add(
            Cost("transactions an order", "", run => run.Transactions, isMain ? (0.3, 0.1) : null),
            Cost("WAL an order", "kB", run => run.WalBytes / 1000, isMain ? (10, 6) : null),
            Cost("allocated an order", "kB", run => run.AllocatedBytes / 1000, isMain ? (Half, 30) : null),
            Cost("GC pause P99", "ms", run => run.PauseP99Ms, isMain ? (10, 5) : null),
            Cost("host memory", "MB", run => run.HostMemoryMb, isMain ? (400, 250) : null),
            Cost("CPU an order", "ms", run => run.CpuMs, null),
            Cost("CPU an order, host", "ms", run => run.HostCpuMs, null),
            Cost("CPU an order, PostgreSQL", "ms", run => run.PostgresCpuMs, null),
            Cost("CPU an order, broker", "ms", run => run.BrokerCpuMs, null),
            Cost("CPU an order, payment gateway", "ms", run => run.GatewayCpuMs, null),
            Cost("CPU an order, client", "ms", run => run.ClientCpuMs, null));

        Measured Cost(string name, string unit, Func<Figures, double> of, (double? Target, double? Goal)? wanted) =>
            new($"{side}: {name}", unit, Of(runs, of)) { Target = wanted?.Target, Goal = wanted?.Goal, IsCost = true };
    }

    private static (double, double)[] Processes(List<Figures> runs) =>
    [
        (1, Spread.Median(Of(runs, run => run.HostCpuMs))),
        (2, Spread.Median(Of(runs, run => run.PostgresCpuMs))),
        (3, Spread.Median(Of(runs, run => run.BrokerCpuMs))),
        (4, Spread.Median(Of(runs, run => run.GatewayCpuMs))),
        (5, Spread.Median(Of(runs, run => run.ClientCpuMs))),
    ];

    private static double[] Of(List<Figures> runs, Func<Figures, double> value) => [.. runs.Select(value)];

    private static string Text(Figures figures) => string.Create(CultureInfo.InvariantCulture,
        $"{figures.PerSecond:0} orders/s, {figures.Transactions:0.000} transactions, {figures.WalBytes / 1000:0.0} kB WAL, {figures.CpuMs:0.00} ms CPU (host {figures.HostCpuMs:0.00}, PostgreSQL {figures.PostgresCpuMs:0.00}, broker {figures.BrokerCpuMs:0.00}, client {figures.ClientCpuMs:0.00}), {figures.AllocatedBytes / 1000:0} kB allocated, pause P99 {figures.PauseP99Ms:0.0} ms, {figures.HostMemoryMb:0} MB");
}
