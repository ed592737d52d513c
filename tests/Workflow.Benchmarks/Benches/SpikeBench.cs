using System.Diagnostics;
using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>Twice as many orders as can be completed, at a steady rate that does not care: what is refused, what is kept.</summary>
internal static class SpikeBench
{
    // As small as the intake's ring allows: the spike is to be refused for most of its time.
    private const int Backlog = 8_192;
    private const int Connections = 512;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var pool = OrderPools.Generated(options);
        List<Spike> spikes = [];
        for (var run = 0; run < options.Runs; run++)
        {
            spikes.Add(await SpikeAsync(options, pool, stop));
            Console.WriteLine($"  run {run + 1} of {options.Runs}: {spikes[^1]}");
        }
        report.Prove(spikes.Sum(spike => spike.Violations));
        report.Note($"Capacity is what the same shop completed right before with {options.InFlight} orders on their way. Intake:MaxBacklog is {Backlog}.");
        report.Add(
            Row("capacity", "orders/s", spike => spike.Capacity),
            Row("offered", "orders/s", spike => spike.Offered),
            Row("accepted while it refuses", "orders/s", spike => spike.Accepted),
            Row("accepted against capacity", "%", spike => spike.Accepted / spike.Capacity * 100) with { Target = 90, Goal = 95 },
            Row("completed in the spike against capacity", "%", spike => spike.Completed / spike.Capacity * 100) with { Target = 90, Goal = 95 },
            Row("refused", "%", spike => spike.RefusedShare * 100),
            Row("429 p99", "ms", spike => spike.Refusals.Ms(0.99)) with { IsCost = true, Target = 100, Goal = 50 },
            Row("202 p99", "ms", spike => spike.Acceptances.Ms(0.99)) with { IsCost = true },
            Row("host memory, most in the spike", "MB", spike => spike.MemoryMb.Max()) with { IsCost = true },
            Row("host memory, last third against second", "%", spike => Growth(spike.MemoryMb) * 100) with { IsCost = true, Target = 115, Goal = 105 },
            Row("backlog drained against capacity", "%", spike => spike.Drained / spike.Capacity * 100) with { Target = 90, Goal = 95 },
            Row("answers that are neither 202 nor 429", "answers", spike => spike.All.Sum(second => second.Tally.Other)) with { IsCost = true },
            Row("202s that did not complete", "orders", spike => spike.Lost) with { IsCost = true, Target = 0, Goal = 0 });
        report.Prove(spikes.Sum(spike => spike.Lost > 0 ? 1 : 0));
        var last = spikes[^1];
        report.Add(new Picture("rates", "Twice the capacity offered", "s", "orders/s",
            [new Curve("offered", [(0, last.Offered), (last.Seconds, last.Offered)]), new Curve("accepted", last.AcceptedPerSecond), new Curve("refused", last.RefusedPerSecond), new Curve("completed", last.CompletedPerSecond)]));
        report.Add(new Picture("memory", "Memory of the host in the spike", "s", "MB", [new Curve("resident", [.. last.MemoryMb.Index().Select(point => (point.Index + 1.0, point.Item))])]));
        report.Add(Picture.OfLatencies("answers", "Request to answer in the spike", [("202", last.Acceptances), ("429", last.Refusals)]));

        Measured Row(string name, string unit, Func<Spike, double> of) => new(name, unit, [.. spikes.Select(of)]);
    }

    private static async Task<Spike> SpikeAsync(BenchOptions options, RequestPool pool, CancellationToken stop)
    {
        var plan = new ShopPlan("spike").With("Intake__MaxBacklog", Backlog.ToString(CultureInfo.InvariantCulture));
        await using var shop = await Shop.OpenAsync(options, plan, stop);
        await shop.StockAsync(pool.Orders, stop);
        var capacity = (await new WholeOrders(options, stop).MeasureAsync(shop, pool, options.InFlight, options.Length(30))).PerSecond;
        await Drain.UntilQuietAsync(shop, stop);

        var before = await OrderBooks.StandingAsync(shop.Database, stop);
        using var load = shop.Load(options.Connections ?? Connections, pool);
        var began = DateTime.UtcNow;
        var seconds = await OfferAsync(shop, load, capacity * 2, options.Length(60), stop);
        var ended = DateTime.UtcNow;
        await Drain.UntilQuietAsync(shop, stop);

        var after = await OrderBooks.StandingAsync(shop.Database, stop);
        var completed = await OrderBooks.CompletedPerSecondAsync(shop.Database, began);
        var drained = completed.Where(second => second.Second >= Math.Ceiling((ended - began).TotalSeconds)).Select(second => second.Count).ToList();
        return new Spike(capacity, seconds, await OrderBooks.CompletedAsync(shop.Database, began, ended) / (ended - began).TotalSeconds)
        {
            CompletedPerSecond = completed,
            // The last second is cut off by the end of the work.
            Drained = drained.Count > 1 ? drained.SkipLast(1).Average() : drained.FirstOrDefault(capacity),
            Lost = Math.Max(0, load.Accepted - (after.Ended - before.Ended)),
            Violations = await shop.CountViolationsAsync(),
        };
    }

    private static async Task<List<Second>> OfferAsync(Shop shop, HttpLoad load, double perSecond, TimeSpan length, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = load.RunAsync(new OpenPace(perSecond), end.Token);
        List<Second> seconds = [];
        try
        {
            var began = Stopwatch.GetTimestamp();
            for (var number = 1; number <= length.TotalSeconds; number++)
            {
                var rest = TimeSpan.FromSeconds(number) - Stopwatch.GetElapsedTime(began);
                await await Task.WhenAny(sending, Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, stop));
                shop.MustRun();
                seconds.Add(new Second(load.NextStretch(), ProcessTimes.MemoryOf(shop.Hosts[0].Id) / (1024.0 * 1024)));
            }
        }
        finally
        {
            await end.CancelAsync();
            await sending;
        }
        return seconds;
    }

    /// <summary>How the largest value of the last third compares with that of the one before.</summary>
    private static double Growth(double[] values) =>
        values.Length < 3 ? 1 : values[^(values.Length / 3)..].Max() / values[(values.Length / 3)..^(values.Length / 3)].Max();

    private sealed record Second(Tally Tally, double MemoryMb);

    private sealed record Spike(double Capacity, List<Second> All, double Completed)
    {
        public required List<(double Second, double Count)> CompletedPerSecond { get; init; }
        public required double Drained { get; init; }
        public required long Lost { get; init; }
        public required int Violations { get; init; }

        public double Seconds => All.Count;
        public double Offered => Capacity * 2;
        public double[] MemoryMb => [.. All.Select(second => second.MemoryMb)];
        public (double, double)[] AcceptedPerSecond => [.. All.Index().Select(second => (second.Index + 1.0, (double)second.Item.Tally.Accepted))];
        public (double, double)[] RefusedPerSecond => [.. All.Index().Select(second => (second.Index + 1.0, (double)second.Item.Tally.Refused))];
        public double RefusedShare => (double)All.Sum(second => second.Tally.Refused) / Math.Max(1, All.Sum(second => second.Tally.Refused + second.Tally.Accepted));
        public Latencies Refusals => Sum(tally => tally.RefusedAfter);
        public Latencies Acceptances => Sum(tally => tally.AcceptedAfter);

        /// <summary>Once the backlog is full, no more can be accepted than is completed; before that, more is.</summary>
        public double Accepted
        {
            get
            {
                var full = All.SkipWhile(second => second.Tally.Refused == 0).Skip(1).ToList();
                return (full.Count > 0 ? full : All).Average(second => second.Tally.Accepted);
            }
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"capacity {Capacity:0}, accepted {Accepted:0} and completed {Completed:0} orders/s, {RefusedShare:P0} refused with p99 {Refusals.Ms(0.99):0.0} ms, {MemoryMb.Max():0} MB, drained at {Drained:0} orders/s, {Lost} lost");

        private Latencies Sum(Func<Tally, Latencies> of)
        {
            var sum = new Latencies();
            All.ForEach(second => sum.Add(of(second.Tally)));
            return sum;
        }
    }
}
