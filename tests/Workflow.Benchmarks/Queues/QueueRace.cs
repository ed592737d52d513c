using System.Diagnostics;
using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.Queues;

/// <summary>What one queue did in one run.</summary>
internal sealed record Race(double PerSecond, double BytesPerItem, Latencies Latencies);

/// <summary>Producers on threads of their own against one consumer.</summary>
internal static class QueueRace
{
    public const int Capacity = 8192;
    private const int PerTick = 100;
    private const int SpinsPerLook = 65_536;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Throughput with producers that never rest; then latencies at a hundred items a millisecond.</summary>
    public static async Task<Race> RunAsync<T>(Func<T> create, int producers, TimeSpan length)
        where T : struct, IQueue
    {
        var (perSecond, bytes) = await FullAsync(create(), producers, length);
        return new Race(perSecond, bytes, await PacedAsync(create(), producers, length));
    }

    private static async Task<(double PerSecond, double BytesPerItem)> FullAsync<T>(T queue, int producers, TimeSpan length)
        where T : struct, IQueue
    {
        var sink = new Sink(times: false);
        var end = new Deadline(length);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var began = Stopwatch.GetTimestamp();
        await WithAsync(queue, sink, producers, () => WriteUntil(queue, end));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        // Threads and tasks are made for the run, not for its items: a few kilobytes among millions.
        return (sink.Count / seconds, Math.Round((double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / sink.Count, 2));
    }

    private static async Task<Latencies> PacedAsync<T>(T queue, int producers, TimeSpan length)
        where T : struct, IQueue
    {
        var sink = new Sink(times: true);
        var end = new Deadline(length);
        await WithAsync(queue, sink, producers, () => WriteAtPace(queue, end, Math.Max(1, PerTick / producers)));
        return sink.Latencies;
    }

    private static async Task WithAsync<T>(T queue, Sink sink, int producers, Action produce)
        where T : struct, IQueue
    {
        var consuming = Task.Run(() => queue.ConsumeAsync(sink));
        var producing = Task.WhenAll(Enumerable.Range(0, producers).Select(_ =>
            Task.Factory.StartNew(produce, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        if (await Task.WhenAny(producing, consuming) == consuming)
        {
            await consuming;
            throw new BenchException($"the reader of {typeof(T).Name} ended before its writers");
        }
        await producing;
        queue.Complete();
        await consuming;
    }

    // Looks at the clock now and then only: reading it costs as much as a write.
    private static void WriteUntil<T>(T queue, Deadline end)
        where T : struct, IQueue
    {
        while (!end.IsOver)
        {
            for (var number = 0; number < 1000; number++)
                Write(queue, new Item(0, number), end);
        }
    }

    private static void WriteAtPace<T>(T queue, Deadline end, int perTick)
        where T : struct, IQueue
    {
        while (!end.IsOver)
        {
            for (var number = 0; number < perTick; number++)
                Write(queue, new Item(Stopwatch.GetTimestamp(), number), end);
            Thread.Sleep(Tick);
        }
    }

    private static void Write<T>(T queue, in Item item, Deadline end)
        where T : struct, IQueue
    {
        var spinner = new SpinWait();
        // Full: gives its core away, never sleeps; the same for every queue.
        while (!queue.TryWrite(item))
        {
            spinner.SpinOnce(sleep1Threshold: -1);
            if (spinner.Count % SpinsPerLook == 0 && end.IsLongOver)
                throw new BenchException($"{typeof(T).Name} is full, and nobody reads it");
        }
    }

    private sealed class Deadline(TimeSpan length)
    {
        private readonly long _began = Stopwatch.GetTimestamp();

        public bool IsOver => Stopwatch.GetElapsedTime(_began) >= length;

        public bool IsLongOver => Stopwatch.GetElapsedTime(_began) >= length + Patience;
    }
}
