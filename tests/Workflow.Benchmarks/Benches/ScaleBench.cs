using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>A database full of the past against an empty one.</summary>
internal static class ScaleBench
{
    private const string Finished = "finished";
    private const int MostTemplates = 1_000;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        if (options.Wants(Finished))
            await CompareAsync(options, report, stop);
        await new GrowthCurves(options, report, stop).RunAsync();
    }

    private static async Task CompareAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var pool = OrderPools.Generated(options);
        var whole = new WholeOrders(options, stop);
        await using var shops = new OpenShops(options, stop);
        var untidy = 0;
        Past[] pasts = [new("empty", 0, 0), new("tenth", options.Finished / 10, 0), new("full", options.Finished, options.Running)];
        var runs = await Rounds.RunAsync(options.Runs, [.. pasts.Select(past => past.Name)], MeasureAsync,
            run => string.Create(CultureInfo.InvariantCulture, $"{run.Figures.PerSecond:0} orders/s, idle p50 {run.Idle.Ms(0.5):0.0} ms, p99 {run.Idle.Ms(0.99):0.0} ms"));
        foreach (var past in pasts)
            await Clones.RemoveAsync((await OpenAsync(past)).Database, stop);
        report.Prove(await shops.ThenVerifyAsync());
        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"Full: {options.Finished:#,0} finished and {options.Running:#,0} running orders, tenth: {pasts[1].Finished:#,0} finished ones, copied from orders that the product completed; taken out again before verify, because gateway and stock do not know them."));
        if (untidy > 0)
            report.Note($"{untidy} idle latencies were measured while PostgreSQL still tidied up after earlier turns.");
        foreach (var (side, _, _) in pasts)
        {
            report.Add(
                new Measured($"{side}: orders completed", "orders/s", Rates(side)),
                new Measured($"{side}: idle p50", "ms", Idle(side, 0.5)) { IsCost = true },
                new Measured($"{side}: idle p99", "ms", Idle(side, 0.99)) { IsCost = true });
        }
        report.Add(
            new Measured("throughput of the full against the empty database", "%", [.. Spread.Ratios(Rates("full"), Rates("empty")).Select(ratio => ratio * 100)]) { Target = 90, Goal = 97 },
            new Measured("idle p99 of the full against the empty database", "x", Spread.Ratios(Idle("full", 0.99), Idle("empty", 0.99))) { IsCost = true, Target = 1.2, Goal = 1.05 });
        report.Add(new Picture(Finished, "Throughput against finished orders in the database", "finished orders", "orders/s",
            [new Curve("completed", [.. pasts.Select(past => ((double)past.Finished, Spread.Median(Rates(past.Name))))])]));

        Task<Shop> OpenAsync(Past past) => shops.OfAsync(new ShopPlan(past.Name), pool, async shop =>
        {
            await FillAsync(shop, pool, past, stop);
            // Warm for all: the latencies of a host that has just started would be those of its compiler.
            await LatencyBench.OneByOneAsync(shop, pool, options.Warmup, stop);
        });

        async Task<(Figures Figures, Latencies Idle)> MeasureAsync(string side)
        {
            var shop = await OpenAsync(pasts.Single(past => past.Name == side));
            untidy += await shops.UntilTidyAsync() ? 0 : 1;
            var idle = await LatencyBench.OneByOneAsync(shop, pool, options.Length(20), stop);
            return (await whole.MeasureAsync(shop, pool, options.InFlight, options.Length(60)), idle);
        }

        double[] Rates(string side) => [.. runs[side].Select(run => run.Figures.PerSecond)];

        double[] Idle(string side, double share) => [.. runs[side].Select(run => run.Idle.Ms(share))];
    }

    private static async Task FillAsync(Shop shop, RequestPool pool, Past past, CancellationToken stop)
    {
        if (past.Finished + past.Running == 0)
            return;
        var templates = Math.Clamp(Math.Max(past.Finished, past.Running) / 20, 10, MostTemplates);
        using (var load = shop.Load(16, pool))
            await load.RunAsync(new CountedPace(templates), stop);
        await Drain.UntilQuietAsync(shop, stop);
        await Clones.AddAsync(shop.Database, past.Finished, past.Running, stop);
    }

    private sealed record Past(string Name, int Finished, int Running);
}
