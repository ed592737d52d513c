using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Workflow.Benchmarks.Queues;

/// <summary>The runtime's own recommendation.</summary>
internal readonly struct ChannelQueue(int capacity) : IQueue
{
    private readonly Channel<Item> _channel = Channel.CreateBounded<Item>(new BoundedChannelOptions(capacity) { SingleReader = true });

    public bool TryWrite(in Item item) => _channel.Writer.TryWrite(item);

    public void Complete() => _channel.Writer.Complete();

    public async Task ConsumeAsync(Sink sink)
    {
        var reader = _channel.Reader;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var item))
                sink.Take(item);
        }
    }
}

/// <summary>A queue that has no bound and no signal, with both put beside it.</summary>
internal readonly struct SignalledQueue(int capacity) : IQueue
{
    private readonly State _state = new(capacity);

    public bool TryWrite(in Item item) => _state.TryWrite(item);

    public void Complete() => _state.Complete();

    public Task ConsumeAsync(Sink sink) => _state.ConsumeAsync(sink);

    private sealed class State(int capacity)
    {
        private readonly ConcurrentQueue<Item> _items = new();
        private readonly SemaphoreSlim _signal = new(0);
        private int _count;
        private volatile bool _isCompleted;

        public bool TryWrite(in Item item)
        {
            if (Interlocked.Increment(ref _count) > capacity)
            {
                Interlocked.Decrement(ref _count);
                return false;
            }
            _items.Enqueue(item);
            _signal.Release();
            return true;
        }

        public void Complete()
        {
            _isCompleted = true;
            _signal.Release();
        }

        public async Task ConsumeAsync(Sink sink)
        {
            while (true)
            {
                await _signal.WaitAsync();
                if (_items.TryDequeue(out var item))
                {
                    Interlocked.Decrement(ref _count);
                    sink.Take(item);
                }
                else if (_isCompleted)
                {
                    return;
                }
            }
        }
    }
}

/// <summary>The oldest of them, which blocks a thread.</summary>
internal readonly struct BlockingQueue(int capacity) : IQueue
{
    private readonly BlockingCollection<Item> _items = new(capacity);

    public bool TryWrite(in Item item) => _items.TryAdd(item);

    public void Complete() => _items.CompleteAdding();

    public Task ConsumeAsync(Sink sink)
    {
        var items = _items;
        return Task.Factory.StartNew(Consume, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        void Consume()
        {
            foreach (var item in items.GetConsumingEnumerable())
                sink.Take(item);
        }
    }
}
