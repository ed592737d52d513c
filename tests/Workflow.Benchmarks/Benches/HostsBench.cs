using System.Globalization;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>One, two and three hosts on one database, on the same cores: what working together costs.</summary>
internal static class HostsBench
{
    // With the 64 of whole orders each of three hosts has 21, and so many orders a commit of its intake at most: the client would be measured.
    private const int UsualConnections = 256;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        await using var shops = new OpenShops(options, stop);
        var whole = new WholeOrders(options, stop);
        var pool = OrderPools.Generated(options);
        string[] sides = ["1", "2", "3"];
        var runs = await Rounds.RunAsync(options.Runs, sides, MeasureAsync, Text);
        report.Prove(await shops.ThenVerifyAsync());
        foreach (var side in sides)
        {
            report.Add(
                new Measured($"{side} hosts: orders completed", "orders/s", Of(side, run => run.PerSecond)),
                new Measured($"{side} hosts: transactions an order", "", Of(side, run => run.Transactions)) { IsCost = true },
                new Measured($"{side} hosts: rolled back an order", "", Of(side, run => run.Rollbacks)) { IsCost = true },
                new Measured($"{side} hosts: CPU an order", "ms", Of(side, run => run.CpuMs)) { IsCost = true });
        }
        foreach (var side in sides[1..])
            report.Add(new Measured($"{side} hosts against one", "%", [.. Spread.Ratios(Of(side, run => run.PerSecond), Of("1", run => run.PerSecond)).Select(ratio => ratio * 100)]) { Target = 85, Goal = 95 });
        report.Add(new Picture("rate", "Orders a second on the same cores", "hosts", "orders/s",
            [new Curve("completed", [.. sides.Select(side => (double.Parse(side, CultureInfo.InvariantCulture), Spread.Median(Of(side, run => run.PerSecond))))])]));

        Task<Figures> MeasureAsync(string side) => whole.MeasureAsync(
            shops, new ShopPlan($"hosts{side}") { Hosts = int.Parse(side, CultureInfo.InvariantCulture) }, pool, options.Length(60), connections: options.Connections ?? UsualConnections);

        double[] Of(string side, Func<Figures, double> value) => [.. runs[side].Select(value)];
    }

    private static string Text(Figures run) => string.Create(CultureInfo.InvariantCulture,
        $"{run.PerSecond:0} orders/s, {run.Transactions:0.000} transactions and {run.Rollbacks:0.0000} rolled back an order, {run.CpuMs:0.00} ms CPU (hosts {run.HostCpuMs:0.00}, PostgreSQL {run.PostgresCpuMs:0.00}, gateway {run.GatewayCpuMs:0.00}, client {run.ClientCpuMs:0.00})");
}
