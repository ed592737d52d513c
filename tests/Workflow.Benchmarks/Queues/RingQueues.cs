using Workflow.Messaging.Ring;

namespace Workflow.Benchmarks.Queues;

/// <summary>The ring of this product, read by a thread of its own.</summary>
internal readonly struct RingQueue(int capacity) : IQueue
{
    private readonly Ring<Item> _ring = new(capacity);

    public bool TryWrite(in Item item) => _ring.TryWrite(item);

    public void Complete() => _ring.Complete();

    public Task ConsumeAsync(Sink sink)
    {
        var ring = _ring;
        return Task.Factory.StartNew(Consume, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        void Consume()
        {
            var batch = new Item[RingBatch.Size];
            while (ring.WaitToRead())
                RingBatch.Take(ring, batch, sink);
        }
    }
}

/// <summary>The same, awaited: as the lanes and the relay read it.</summary>
internal readonly struct AwaitedRingQueue(int capacity) : IQueue
{
    private readonly Ring<Item> _ring = new(capacity);

    public bool TryWrite(in Item item) => _ring.TryWrite(item);

    public void Complete() => _ring.Complete();

    public async Task ConsumeAsync(Sink sink)
    {
        var batch = new Item[RingBatch.Size];
        while (await _ring.WaitToReadAsync())
            RingBatch.Take(_ring, batch, sink);
    }
}

internal static class RingBatch
{
    public const int Size = 256;

    public static void Take(Ring<Item> ring, Item[] batch, Sink sink)
    {
        foreach (ref readonly var item in batch.AsSpan(0, ring.Drain(batch)))
            sink.Take(item);
    }
}
