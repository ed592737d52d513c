using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>How throughput changes with one thing at a time; a run for each point.</summary>
internal sealed class GrowthCurves(BenchOptions options, BenchReport report, CancellationToken stop)
{
    private const int UsualLength = 20;

    public async Task RunAsync()
    {
        await CurveAsync("finished", "finished orders in the database", Steps(options.Quick ? 2 : 4, options.Finished), async finished =>
        {
            var (figures, _) = await ScaleBench.MeasureAsync(options with { Seconds = options.Length(UsualLength).TotalSeconds }, ((int)finished, 0), stop);
            return figures;
        });
        await CurveAsync("in-flight", "orders on their way", options.Quick ? [100, 1_000] : [100, 1_000, 10_000, 100_000],
            inFlight => MeasureAsync(OrderPools.Generated(options), (int)inFlight));
        await CurveAsync("lines", "lines an order", options.Quick ? [1, 100] : [1, 10, 100, 1_000],
            lines => MeasureAsync(WithLines((int)lines), (int)Math.Clamp(100_000 / lines, 50, options.InFlight)));
        await CurveAsync("producers", "connections that send", options.Quick ? [1, 64] : [1, 2, 4, 8, 16, 32, 64],
            connections => MeasureAsync(OrderPools.Generated(options), options.InFlight, (int)connections));
    }

    private async Task CurveAsync(string name, string across, IReadOnlyList<double> steps, Func<double, Task<Figures>> measure)
    {
        if (!options.Wants(name))
            return;
        List<(double X, double Y)> points = [];
        foreach (var step in steps)
        {
            var figures = await measure(step);
            report.Prove(figures.Violations);
            points.Add((step, figures.PerSecond));
            report.Add(
                new Measured(string.Create(CultureInfo.InvariantCulture, $"{across} {step:0}: orders completed"), "orders/s", [figures.PerSecond]),
                new Measured(string.Create(CultureInfo.InvariantCulture, $"{across} {step:0}: CPU an order"), "ms", [figures.CpuMs]) { IsCost = true });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {across} {step:0}: {figures.PerSecond:0} orders/s, {figures.CpuMs:0.00} ms CPU an order"));
        }
        report.Add(new Picture(name, $"Throughput against {across}", across, "orders/s", [new Curve("completed", points)]) { IsLogAcross = steps[0] > 0 });
    }

    private Task<Figures> MeasureAsync(RequestPool pool, int inFlight, int? connections = null) =>
        new WholeOrders(options with { Connections = connections ?? options.Connections }, stop).MeasureAsync(
            new ShopPlan("growth").With("Intake__MaxBacklog", "1000000"), pool, inFlight, options.Length(UsualLength));

    private static RequestPool WithLines(int lines) => new([.. Enumerable.Range(0, 100).Select(number =>
        PlainOrders.Create(number, [.. Enumerable.Range(0, lines).Select(line => PlainOrders.Sku((number * 7 + line) % 2_000))]))]);

    private static double[] Steps(int count, int most) => [.. Enumerable.Range(0, count + 1).Select(step => Math.Floor((double)most * step / count))];
}
