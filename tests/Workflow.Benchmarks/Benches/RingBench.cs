using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Queues;
using Workflow.Benchmarks.Report;

namespace Workflow.Benchmarks.Benches;

/// <summary>The ring against the queues that come with the runtime, in one process.</summary>
internal static class RingBench
{
    private const string Ring = "ring";
    private const string AwaitedRing = "ring, awaited";
    private const string Channel = "Channel";

    private static readonly (string Name, Func<int, TimeSpan, Task<Race>> RunAsync)[] Queues =
    [
        (Ring, (producers, length) => QueueRace.RunAsync(() => new RingQueue(QueueRace.Capacity), producers, length)),
        (AwaitedRing, (producers, length) => QueueRace.RunAsync(() => new AwaitedRingQueue(QueueRace.Capacity), producers, length)),
        (Channel, (producers, length) => QueueRace.RunAsync(() => new ChannelQueue(QueueRace.Capacity), producers, length)),
        ("ConcurrentQueue", (producers, length) => QueueRace.RunAsync(() => new SignalledQueue(QueueRace.Capacity), producers, length)),
        ("BlockingCollection", (producers, length) => QueueRace.RunAsync(() => new BlockingQueue(QueueRace.Capacity), producers, length)),
    ];

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var length = options.Length(options.Quick ? 0.5 : 2);
        await WarmUpAsync();
        foreach (var producers in (int[])[1, 2, 8])
        {
            var shape = string.Create(CultureInfo.InvariantCulture, $"{producers}P1C");
            Console.WriteLine($"  {shape}");
            var runs = await Rounds.RunAsync(options.Runs, [.. Queues.Select(queue => queue.Name)], name => MeasureAsync(name, producers), Text);
            AddRows(report, shape, runs);
            report.Add(Picture.OfLatencies(shape, $"Write to read at 100,000 items a second, {shape}", [.. runs.Select(side => (side.Key, Sum(side.Value)))]));
        }

        async Task<Race> MeasureAsync(string name, int producers)
        {
            stop.ThrowIfCancellationRequested();
            // What the one before has left is not collected at the expense of the next.
            GC.Collect();
            return await Queues.First(queue => queue.Name == name).RunAsync(producers, length);
        }

        async Task WarmUpAsync()
        {
            // Twice: the first time for the compiler, the second for its optimised code.
            for (var time = 0; time < 2; time++)
            {
                foreach (var (_, runAsync) in Queues)
                    await runAsync(2, TimeSpan.FromMilliseconds(300));
            }
        }
    }

    private static void AddRows(BenchReport report, string shape, Dictionary<string, List<Race>> runs)
    {
        foreach (var (name, races) in runs)
        {
            report.Add(
                new Measured($"{shape} {name}: items", "million/s", [.. races.Select(race => race.PerSecond / 1e6)]),
                new Measured($"{shape} {name}: P50", "us", Micros(races, 0.5)) { IsCost = true },
                new Measured($"{shape} {name}: P99", "us", Micros(races, 0.99)) { IsCost = true },
                new Measured($"{shape} {name}: P99.9", "us", Micros(races, 0.999)) { IsCost = true },
                new Measured($"{shape} {name}: allocated", "bytes/item", [.. races.Select(race => race.BytesPerItem)]) { IsCost = true, Target = name is Ring or AwaitedRing ? 0 : null });
        }
        AddComparison(report, shape, "ring", runs[Ring], runs[Channel], hasTarget: true);
        AddComparison(report, shape, "ring, awaited,", runs[AwaitedRing], runs[Channel], hasTarget: false);
    }

    private static void AddComparison(BenchReport report, string shape, string name, List<Race> ring, List<Race> channel, bool hasTarget)
    {
        var isNamed = hasTarget && shape is ("1P1C" or "8P1C");
        report.Add(
            new Measured($"{shape}: {name} against Channel", "x", Spread.Ratios([.. ring.Select(race => race.PerSecond)], [.. channel.Select(race => race.PerSecond)]))
            {
                Target = isNamed ? 2.3 : null,
                Goal = isNamed ? 5 : null,
            },
            Share("P50", 0.5), Share("P99", 0.99), Share("P99.9", 0.999));

        Measured Share(string rank, double share) =>
            new($"{shape}: {rank} of the {name} against Channel's", "x", Spread.Ratios(Micros(ring, share), Micros(channel, share))) { IsCost = true, Target = hasTarget ? 1 : null };
    }

    private static double[] Micros(List<Race> races, double share) => [.. races.Select(race => race.Latencies.Ms(share) * 1000)];

    private static Latencies Sum(List<Race> races)
    {
        var sum = new Latencies();
        races.ForEach(race => sum.Add(race.Latencies));
        return sum;
    }

    private static string Text(Race race) => string.Create(CultureInfo.InvariantCulture,
        $"{race.PerSecond / 1e6:0.00} million/s, {race.BytesPerItem:0.##} bytes/item; P50 {race.Latencies.Ms(0.5) * 1000:0.0} us, P99 {race.Latencies.Ms(0.99) * 1000:0.0} us, P99.9 {race.Latencies.Ms(0.999) * 1000:0.0} us");
}
