using System.Diagnostics;
using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>How many orders a second are made durable, with the rest of the workflow held back.</summary>
internal static class IntakeBench
{
    private const string Durable = "durable";
    private const string Bare = "bare";
    private const string Single = "single";
    private const int UsualConnections = 256;
    private static readonly TimeSpan WarmAgain = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var pool = OrderPools.Generated(options);
        var sides = new[] { Durable, Bare, Single }.Where(options.Wants).ToList();
        await using var shops = new OpenShops(options, stop);
        Dictionary<Shop, long> accepted = [];
        HashSet<object> warm = [];
        await using var endpoint = await BareEndpoint.StartAsync(options, stop);
        var runs = await Rounds.RunAsync(options.Runs, sides, side => side == Bare ? BareAsync() : DurableAsync(side), Text);
        foreach (var (shop, count) in accepted)
            report.Prove(await CountMissingAsync(shop, count, stop));
        report.Note("The workflow behind the intake is held back, so verify has nothing to say; each 202 is looked for in the tables instead.");
        foreach (var side in sides)
            AddRows(report, side, runs[side]);
        if (runs.TryGetValue(Durable, out var durable))
        {
            if (runs.TryGetValue(Bare, out var bare))
                report.Add(new Measured("durable 202s against the bare endpoint", "%", [.. Spread.Ratios(Rates(durable), Rates(bare)).Select(ratio => ratio * 100)]) { Target = 40, Goal = 60 });
            if (runs.TryGetValue(Single, out var single))
                report.Add(new Measured("durable 202s against one transaction a request", "x", Spread.Ratios(Rates(durable), Rates(single))) { Target = 5, Goal = 10 });
        }
        report.Add(Picture.OfLatencies("distribution", "Request to 202 at full load", [.. sides.Select(side => (side, Sum(runs[side])))]));

        async Task<Intake> BareAsync()
        {
            using var load = new HttpLoad([endpoint.Address], options.Connections ?? UsualConnections, pool);
            return await MeasureAsync(load, endpoint);
        }

        async Task<Intake> DurableAsync(string side)
        {
            var plan = HeldBack(new ShopPlan(side));
            var shop = await shops.OfAsync(side == Single ? plan.WithSingleSteps() : plan, pool);
            using var load = shop.Load(options.Connections ?? UsualConnections, pool);
            var intake = await MeasureAsync(load, shop);
            shop.MustRun();
            accepted[shop] = accepted.GetValueOrDefault(shop) + load.Accepted;
            return intake;
        }

        async Task<Intake> MeasureAsync(HttpLoad load, object server)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var sending = load.RunAsync(new ClosedPace(), end.Token);
            Tally tally;
            double seconds;
            try
            {
                await await Task.WhenAny(sending, Task.Delay(warm.Add(server) ? options.Warmup : WarmAgain, stop));
                load.NextStretch();
                var began = Stopwatch.GetTimestamp();
                await await Task.WhenAny(sending, Task.Delay(options.Length(20), stop));
                tally = load.NextStretch();
                seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            }
            finally
            {
                await end.CancelAsync();
                await sending;
            }
            if (tally.Other > 0)
                throw new BenchException($"{tally.Other} requests were answered {tally.OtherStatus}.");
            return new Intake(tally.Accepted / seconds, tally.Refused / seconds, tally.AcceptedAfter);
        }
    }

    /// <summary>Orders are stored and wait: none of them is started, now or while another side is measured.</summary>
    private static ShopPlan HeldBack(ShopPlan plan) => plan
        .With("Messaging__Relay__Window", "0")
        .With("Messaging__Relay__SweepMilliseconds", "60000")
        .With("Intake__MaxBacklog", "10000000");

    /// <summary>202s that are not stored, or stored without the message that starts their saga.</summary>
    private static async Task<int> CountMissingAsync(Shop shop, long accepted, CancellationToken stop)
    {
        await using var command = shop.Database.CreateCommand(
            """
            SELECT count(*), count(*) FILTER (WHERE known.order_id IS NULL)
            FROM orders."order" o
            LEFT JOIN (SELECT order_id FROM messaging.outbox UNION SELECT order_id FROM orders.saga) AS known USING (order_id)
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        var (stored, silent) = (row.GetInt64(0), row.GetInt64(1));
        return (int)(Math.Max(0, accepted - stored) + silent);
    }

    private static void AddRows(BenchReport report, string side, List<Intake> runs)
    {
        var isDurable = side == Durable;
        report.Add(
            new Measured($"{side}: 202s", "1/s", Rates(runs)),
            new Measured($"{side}: p50", "ms", [.. runs.Select(run => run.Latencies.Ms(0.5))]) { IsCost = true },
            new Measured($"{side}: p99", "ms", [.. runs.Select(run => run.Latencies.Ms(0.99))]) { IsCost = true, Target = isDurable ? 50 : null, Goal = isDurable ? 25 : null },
            new Measured($"{side}: refused", "1/s", [.. runs.Select(run => run.RefusedPerSecond)]) { IsCost = true });
    }

    private static double[] Rates(List<Intake> runs) => [.. runs.Select(run => run.PerSecond)];

    private static Latencies Sum(List<Intake> runs)
    {
        var sum = new Latencies();
        runs.ForEach(run => sum.Add(run.Latencies));
        return sum;
    }

    private static string Text(Intake run) => string.Create(CultureInfo.InvariantCulture,
        $"{run.PerSecond:0} 202s/s, p50 {run.Latencies.Ms(0.5):0.0} ms, p99 {run.Latencies.Ms(0.99):0.0} ms{(run.RefusedPerSecond > 0 ? $", {run.RefusedPerSecond:0} refused/s" : "")}");

    private sealed record Intake(double PerSecond, double RefusedPerSecond, Latencies Latencies);
}
