using System.Diagnostics;
using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>
/// Races the consumer's way to sleep against a write, a completion and a cancellation, some million times. The consumer
/// parks without spinning and then polls its wait, which keeps both sides awake and the race tight.
/// </summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class RingWakeUpTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Should_never_lose_a_wake_up_when_a_write_races_the_parking()
    {
        var ring = Create();
        var seen = 0L;
        var consumer = Task.Factory.StartNew(() => Consume(ring, ref seen), TaskCreationOptions.LongRunning);

        var clock = Stopwatch.StartNew();
        var written = 0L;
        while (clock.Elapsed < Duration && !consumer.IsCompleted)
        {
            Dawdle(written * 7);
            Assert.True(ring.TryWrite((int)written++));
            SpinUntil(() => Volatile.Read(ref seen) == written || consumer.IsCompleted);
        }

        ring.Complete();
        await consumer.WaitAsync(Patience * 4);
        Assert.Equal(written, seen);
        TestContext.Current.TestOutputHelper?.WriteLine($"{written:N0} races");
    }

    [Fact]
    public async Task Should_never_lose_the_end_when_completion_races_the_parking()
    {
        var clock = Stopwatch.StartNew();
        using var turn = new Barrier(2);
        var ring = Create();
        var over = false;
        var completing = Task.Factory.StartNew(
            () =>
            {
                for (turn.SignalAndWait(); !Volatile.Read(ref over); turn.SignalAndWait())
                {
                    Volatile.Read(ref ring).Complete();
                    turn.SignalAndWait();
                }
            },
            TaskCreationOptions.LongRunning);

        for (var race = 0; clock.Elapsed < Duration; race++)
        {
            Volatile.Write(ref ring, Create());
            turn.SignalAndWait();
            Dawdle(race);
            Assert.False(Poll(ring.WaitToReadAsync()));
            turn.SignalAndWait();
        }

        Volatile.Write(ref over, true);
        turn.SignalAndWait();
        await completing.WaitAsync(Patience);
    }

    [Fact]
    public async Task Should_end_each_wait_once_when_cancellation_races_a_write()
    {
        var ring = Create();
        var clock = Stopwatch.StartNew();
        var (items, cancelled) = (0, 0);
        while (clock.Elapsed < Duration)
        {
            using var cancellation = new CancellationTokenSource();
            var wait = ring.WaitToReadAsync(cancellation.Token);
            var write = Task.Run(() => ring.TryWrite(1));
            var cancel = Task.Run(cancellation.Cancel);
            try
            {
                Assert.True(await wait.AsTask().WaitAsync(Patience));
                items++;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            Assert.True(await write);
            await cancel;
            Assert.Equal(1, ring.Drain(new int[2]));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{items:N0} items, {cancelled:N0} cancelled");
    }

    private static void Consume(Ring<int> ring, ref long seen)
    {
        var into = new int[4];
        for (var round = 0; Poll(ring.WaitToReadAsync()); round++)
        {
            var count = ring.Drain(into);
            Assert.True(count > 0, "the wait promised an item");
            Volatile.Write(ref seen, seen + count);
            Dawdle(round * 11L);
        }
    }

    private static bool Poll(ValueTask<bool> wait)
    {
        SpinUntil(() => wait.IsCompleted);
        return wait.GetAwaiter().GetResult();
    }

    // A few nanoseconds longer each time, up to some hundred, so that every offset between the two sides comes up.
    // Plain reads: a pause instruction would be coarser than what is raced for.
    private static void Dawdle(long round)
    {
        for (var left = round % 256; Volatile.Read(ref left) > 0; left--)
        {
        }
    }

    // Spins long before it yields: two threads that see each other's writes at once race closer than two that sleep.
    private static void SpinUntil(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        for (var spins = 1; !condition(); spins++)
        {
            if (spins % 1024 != 0) continue;
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "a wake-up was lost");
            Thread.Yield();
        }
    }

    private static Ring<int> Create() => new(4, runContinuationsAsynchronously: true, firstSequence: 0, spinsBeforeParking: 0);
}
