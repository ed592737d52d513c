using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>How throughput changes with one thing at a time, in one shop.</summary>
internal sealed class GrowthCurves(BenchOptions options, BenchReport report, CancellationToken stop)
{
    private const int MostLines = 1_000;
    private const int ManyLines = 100_000;

    public async Task RunAsync()
    {
        var generated = OrderPools.Generated(options);
        await using var shops = new OpenShops(options, stop);
        var whole = new WholeOrders(options, stop);
        var all = new RequestPool([.. generated.Orders, .. WithLines(MostLines).Orders]);
        await CurveAsync("in-flight", "orders on their way", options.Quick ? [100, 1_000] : [100, 1_000, 10_000, 100_000],
            inFlight => MeasureAsync(generated, inFlight));
        await CurveAsync("lines", "lines an order", options.Quick ? [1, 100] : [1, 10, 100, MostLines],
            lines => MeasureAsync(WithLines(lines), Math.Clamp(ManyLines / lines, 50, options.InFlight)));
        await CurveAsync("producers", "connections that send", options.Quick ? [1, 64] : [1, 2, 4, 8, 16, 32, 64],
            connections => MeasureAsync(generated, options.InFlight, connections));
        report.Prove(await shops.ThenVerifyAsync());

        async Task<Figures> MeasureAsync(RequestPool pool, int inFlight, int? connections = null)
        {
            var shop = await shops.OfAsync(new ShopPlan("growth").With("Intake__MaxBacklog", "1000000"), all);
            var figures = await whole.MeasureAsync(shop, pool, inFlight, options.Length(20), connections: connections);
            await Drain.UntilQuietAsync(shop, stop);
            return figures;
        }
    }

    private async Task CurveAsync(string name, string across, IReadOnlyList<int> steps, Func<int, Task<Figures>> measure)
    {
        if (!options.Wants(name))
            return;
        var runs = await Rounds.RunAsync(options.Runs, [.. steps.Select(Name)], step => measure(steps.Single(number => Name(number) == step)),
            figures => string.Create(CultureInfo.InvariantCulture, $"{figures.PerSecond:0} orders/s, {figures.CpuMs:0.00} ms CPU an order"));
        foreach (var (step, figures) in runs)
        {
            report.Add(
                new Measured($"{step}: orders completed", "orders/s", [.. figures.Select(run => run.PerSecond)]),
                new Measured($"{step}: CPU an order", "ms", [.. figures.Select(run => run.CpuMs)]) { IsCost = true });
        }
        report.Add(new Picture(name, $"Throughput against {across}", across, "orders/s",
            [new Curve("completed", [.. steps.Select(step => ((double)step, Spread.Median([.. runs[Name(step)].Select(run => run.PerSecond)])))])])
        { IsLogAcross = true });

        string Name(int step) => string.Create(CultureInfo.InvariantCulture, $"{across} {step}");
    }

    private static RequestPool WithLines(int lines) => new([.. Enumerable.Range(0, 100).Select(number =>
        PlainOrders.Create(number, [.. Enumerable.Range(0, lines).Select(line => PlainOrders.Sku((number * 7 + line) % 2_000))]))]);
}
