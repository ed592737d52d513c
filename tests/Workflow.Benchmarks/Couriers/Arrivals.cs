using System.Diagnostics;
using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.Couriers;

/// <summary>
/// Counts messages that have arrived, and lets no more than so many be under way: a sender that is too fast is held up,
/// as every one of these transports holds its senders up in the end.
/// </summary>
internal sealed class Arrivals(int window) : IDisposable
{
    private readonly SemaphoreSlim _room = new(window);
    private readonly Lock _lock = new();
    private Latencies _latencies = new();
    private double _differences;
    private double _last = -1;

    public Task RoomAsync(CancellationToken stop) => _room.WaitAsync(stop);

    /// <summary>Returns when nothing is under way.</summary>
    public async Task EmptyAsync(CancellationToken stop)
    {
        for (var i = 0; i < window; i++)
            await _room.WaitAsync(stop);
        _room.Release(window);
    }

    public void Arrived(long since)
    {
        var after = Stopwatch.GetElapsedTime(since);
        lock (_lock)
        {
            _latencies.Record(after);
            if (_last >= 0)
                _differences += Math.Abs(after.TotalMilliseconds - _last);
            _last = after.TotalMilliseconds;
        }
        _room.Release();
    }

    /// <summary>What has arrived since this was asked last; jitter is how much one message's time differs from the next one's, on average.</summary>
    public (Latencies Latencies, double JitterMs) Take()
    {
        lock (_lock)
        {
            var taken = (_latencies, _latencies.Count > 1 ? _differences / (_latencies.Count - 1) : 0);
            (_latencies, _differences, _last) = (new Latencies(), 0, -1);
            return taken;
        }
    }

    public void Dispose() => _room.Dispose();
}
