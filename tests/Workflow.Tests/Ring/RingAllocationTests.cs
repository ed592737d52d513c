using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>Bytes that a thread allocates on its side of the ring, after a first round that warms everything up.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class RingAllocationTests
{
    private const int Items = 100_000;

    private static readonly string[] Buffer = new string[64];

    [Fact]
    public void Should_allocate_nothing_for_writing_and_draining()
    {
        var ring = new Ring<string>(64);
        var (batch, into) = (new string[10], new string[64]);
        batch.AsSpan().Fill("item");

        var bytes = AllocatedBy(() =>
        {
            for (var i = 0; i < Items; i++)
            {
                // 11 items each time, so the ring is full now and then and both refusals are taken, too.
                ring.TryWrite("item");
                ring.TryWrite(batch);
                if (i % 8 == 0) ring.Drain(into);
            }
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Should_allocate_nothing_on_either_side_between_two_threads()
    {
        var ring = new Ring<string>(64);
        var producer = Task.Factory.StartNew(() => AllocatedBy(() => Produce(ring)), TaskCreationOptions.LongRunning);
        var consumer = Task.Factory.StartNew(() => AllocatedBy(() => Consume(ring)), TaskCreationOptions.LongRunning);

        var bytes = await Task.WhenAll(producer, consumer).WaitAsync(TimeSpan.FromSeconds(60));
        // The runtime may allocate once for a thread that blocks for the first time; an item costs nothing.
        Assert.All(bytes, allocated => Assert.InRange(allocated, 0, Items / 100));
    }

    [Fact]
    public async Task Should_allocate_nothing_for_parking_and_waking()
    {
        // Goes on inside TryWrite, so that one thread does both sides' work and its count holds all of it.
        var ring = new Ring<string>(64, runContinuationsAsynchronously: false, firstSequence: 0, spinsBeforeParking: 0);
        using var cancellation = new CancellationTokenSource();
        var consumer = BareThread.Start(() => ConsumeAsync(ring, cancellation.Token));

        var bytes = AllocatedBy(() =>
        {
            for (var i = 0; i < Items; i++) Assert.True(ring.TryWrite("item"));
        });

        Assert.Equal(0, ring.Count);
        Assert.Equal(0, bytes);
        ring.Complete();
        Assert.Equal(2 * Items, await consumer);
    }

    private static long AllocatedBy(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Produce(Ring<string> ring)
    {
        for (var i = 0; i < Items; i++)
        {
            var spinner = new SpinWait();
            while (!ring.TryWrite("item")) spinner.SpinOnce();
        }
    }

    private static void Consume(Ring<string> ring)
    {
        Span<string> into = Buffer;
        for (var left = Items; left > 0; left -= ring.Drain(into[..Math.Min(left, into.Length)])) ring.WaitToRead();
    }

    private static async Task<int> ConsumeAsync(Ring<string> ring, CancellationToken cancellationToken)
    {
        var (into, count) = (new string[64], 0);
        while (await ring.WaitToReadAsync(cancellationToken)) count += ring.Drain(into);
        return count;
    }

}
