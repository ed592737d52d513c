using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>A database full of the past against an empty one.</summary>
internal static class ScaleBench
{
    private const string Full = "full";
    private const string Empty = "empty";
    private const int MostTemplates = 1_000;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        if (options.Wants(Full))
            await CompareAsync(options, report, stop);
        await new GrowthCurves(options, report, stop).RunAsync();
    }

    /// <summary>Throughput and idle latency on a database with so many orders of the past.</summary>
    public static async Task<(Figures Figures, Latencies Idle)> MeasureAsync(BenchOptions options, (int Finished, int Running) past, CancellationToken stop)
    {
        var pool = OrderPools.Generated(options);
        await using var shop = await Shop.OpenAsync(options, new ShopPlan("scale"), stop);
        await shop.StockAsync(pool.Orders, stop);
        if (past.Finished + past.Running > 0)
            await FillAsync(shop, pool, past, stop);
        var whole = new WholeOrders(options, stop);
        // Warm for both: the latencies of a host that has just started would be those of its compiler.
        await LatencyBench.OneByOneAsync(shop, pool, options.Warmup, stop);
        var idle = await LatencyBench.OneByOneAsync(shop, pool, options.Length(20), stop);
        var figures = await whole.MeasureAsync(shop, pool, options.InFlight, options.Length(60));
        await Clones.RemoveAsync(shop.Database, stop);
        return (figures with { Violations = await Drain.ThenVerifyAsync(shop, stop) }, idle);
    }

    private static async Task FillAsync(Shop shop, RequestPool pool, (int Finished, int Running) past, CancellationToken stop)
    {
        var templates = Math.Clamp(Math.Max(past.Finished, past.Running) / 20, 10, MostTemplates);
        using (var load = shop.Load(16, pool))
            await load.RunAsync(new CountedPace(templates), stop);
        await Drain.UntilQuietAsync(shop, stop);
        await Clones.AddAsync(shop.Database, past.Finished, past.Running, stop);
    }

    private static async Task CompareAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var runs = await Rounds.RunAsync(options.Runs, [Empty, Full],
            side => MeasureAsync(options, side == Full ? (options.Finished, options.Running) : (0, 0), stop),
            run => string.Create(CultureInfo.InvariantCulture, $"{run.Figures.PerSecond:0} orders/s, idle p50 {run.Idle.Ms(0.5):0.0} ms, p99 {run.Idle.Ms(0.99):0.0} ms"));
        report.Prove(runs.Values.Sum(side => side.Sum(run => run.Figures.Violations)));
        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"Full: {options.Finished:#,0} finished and {options.Running:#,0} running orders, copied from orders that the product completed; taken out again before verify, because gateway and stock do not know them."));
        foreach (var side in (string[])[Empty, Full])
        {
            report.Add(
                new Measured($"{side}: orders completed", "orders/s", Rates(side)),
                new Measured($"{side}: idle p50", "ms", Idle(side, 0.5)) { IsCost = true },
                new Measured($"{side}: idle p99", "ms", Idle(side, 0.99)) { IsCost = true });
        }
        report.Add(
            new Measured("throughput of the full against the empty database", "%", [.. Spread.Ratios(Rates(Full), Rates(Empty)).Select(ratio => ratio * 100)]) { Target = 90, Goal = 97 },
            new Measured("idle p99 of the full against the empty database", "x", Spread.Ratios(Idle(Full, 0.99), Idle(Empty, 0.99))) { IsCost = true, Target = 1.2, Goal = 1.05 });

        double[] Rates(string side) => [.. runs[side].Select(run => run.Figures.PerSecond)];

        double[] Idle(string side, double share) => [.. runs[side].Select(run => run.Idle.Ms(share))];
    }
}
