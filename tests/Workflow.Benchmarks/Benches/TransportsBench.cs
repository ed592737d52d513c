using System.Diagnostics;
using System.Globalization;
using Workflow.Benchmarks.Couriers;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;

namespace Workflow.Benchmarks.Benches;

/// <summary>
/// Messages of 128 bytes, one sender and one receiver: how many a second, how long they take at half of that, and what
/// happens to both when more is offered than can be carried. A transport is a line in <see cref="Couriers"/>.
/// </summary>
internal static class TransportsBench
{
    // Outstanding from the sender to the consumer; enough for a broker's batches.
    private const int Window = 2_048;
    private const double Usual = 0.5;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SenderIsLate = TimeSpan.FromMilliseconds(5);
    private static readonly double[] Loads = [0.25, Usual, 0.75, 0.9, 1, 1.1, 1.25, 1.5];

    private static readonly (string Name, Func<BenchOptions, Arrivals, CancellationToken, Task<Courier>> StartAsync)[] Couriers =
    [
        ("ring", (_, arrivals, _) => Task.FromResult<Courier>(new RingCourier(arrivals))),
        ("memory", (_, arrivals, stop) => MemoryCourier.StartAsync(arrivals, stop)),
        ("rabbitmq", (options, arrivals, stop) => RabbitMqCourier.StartAsync(
            Path.Combine(options.DataDirectory, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-transports")), arrivals, stop)),
        ("kafka", (_, arrivals, _) => KafkaCourier.StartAsync(arrivals)),
    ];

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var sides = Couriers.Select(courier => courier.Name).Where(options.Wants).ToList();
        var runs = await Rounds.RunAsync(options.Runs, sides, side => MeasureAsync(options, side, stop), Text);
        foreach (var side in sides)
        {
            var usual = runs[side].ConvertAll(run => run.Points.First(point => point.Load == Usual));
            report.Add(
                new Measured($"{side}: messages", "1/s", [.. runs[side].Select(run => run.Capacity)]),
                Row($"{side}: P50 at half", usual, point => point.Latencies.Ms(0.5)),
                Row($"{side}: P99 at half", usual, point => point.Latencies.Ms(0.99)),
                Row($"{side}: P99.9 at half", usual, point => point.Latencies.Ms(0.999)),
                Row($"{side}: jitter at half", usual, point => point.JitterMs));
        }
        report.Note("Ring and memory lose what they carry with their process; RabbitMQ has it on disk in a quorum queue of one node when it confirms. Kafka is librdkafka's mock cluster in the bench's own process: the protocol and the client are real, nothing is on disk.");
        report.Add(Picture.OfLatencies("distribution", "128 bytes, sender to receiver at half of the capacity",
            [.. sides.Select(side => (side, runs[side][^1].Points.First(point => point.Load == Usual).Latencies))]));
        report.Add(new Picture("pressure", "P99 as the load passes the capacity", "offered, % of the capacity", "ms", [.. sides.Select(Pressure)]) { IsLogUp = true });
        report.Add(new Picture("delivered", "Delivered as the load passes the capacity", "offered, % of the capacity", "delivered, % of the capacity", [.. sides.Select(Delivered)]));

        Curve Pressure(string side) =>
            new(side, [.. runs[side][^1].Points.Select(point => (point.Load * 100, Math.Max(0.0001, point.Latencies.Ms(0.99))))]);

        Curve Delivered(string side)
        {
            var last = runs[side][^1];
            return new Curve(side, [.. last.Points.Select(point => (point.Load * 100, point.PerSecond / last.Capacity * 100))]);
        }
    }

    private static async Task<Run> MeasureAsync(BenchOptions options, string side, CancellationToken stop)
    {
        var length = options.Length(options.Quick ? 1 : 5);
        using var arrivals = new Arrivals(Window);
        await using var courier = await Couriers.First(courier => courier.Name == side).StartAsync(options, arrivals, stop);
        await SendAsync(courier, arrivals, double.PositiveInfinity, TimeSpan.FromSeconds(Math.Min(2, options.Warmup.TotalSeconds)), stop);
        arrivals.Take();
        var capacity = (await PointAsync(1, double.PositiveInfinity)).PerSecond;
        List<Point> points = [];
        foreach (var load in Loads)
            points.Add(await PointAsync(load, capacity * load));
        return new Run(capacity, points);

        async Task<Point> PointAsync(double load, double perSecond)
        {
            var seconds = await SendAsync(courier, arrivals, perSecond, length, stop);
            var (latencies, jitter) = arrivals.Take();
            return new Point(load, latencies.Count / seconds, latencies, jitter);
        }
    }

    /// <summary>Offers so many a second; how many seconds it took until all had arrived.</summary>
    private static async Task<double> SendAsync(Courier courier, Arrivals arrivals, double perSecond, TimeSpan length, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        long sent = 0;
        while (Stopwatch.GetElapsedTime(began) is var now && now < length)
        {
            var due = double.IsInfinity(perSecond) ? sent + 64 : (long)(now.TotalSeconds * perSecond);
            if (due <= sent)
                await Task.Delay(Tick, stop);
            for (; sent < due && Stopwatch.GetElapsedTime(began) < length; sent++)
            {
                var since = double.IsInfinity(perSecond) ? Stopwatch.GetTimestamp() : Since(began, sent / perSecond);
                await arrivals.RoomAsync(stop);
                await courier.SendAsync(since);
            }
        }
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await arrivals.EmptyAsync(stop);
        return seconds;
    }

    /// <summary>A sender that was held up has not forgotten since when its message waits; that it woke up late itself does not count.</summary>
    private static long Since(long began, double second)
    {
        var due = began + (long)(second * Stopwatch.Frequency);
        var now = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(due, now) > SenderIsLate ? due : now;
    }

    private static Measured Row(string name, List<Point> runs, Func<Point, double> of) => new(name, "ms", [.. runs.Select(of)]) { IsCost = true };

    private static string Text(Run run) => string.Create(CultureInfo.InvariantCulture,
        $"{run.Capacity:#,0} messages/s; at half of it P50 {run.Points[1].Latencies.Ms(0.5):0.000} ms, P99 {run.Points[1].Latencies.Ms(0.99):0.000} ms, P99.9 {run.Points[1].Latencies.Ms(0.999):0.000} ms");

    private sealed record Run(double Capacity, List<Point> Points);

    private sealed record Point(double Load, double PerSecond, Latencies Latencies, double JitterMs);
}
