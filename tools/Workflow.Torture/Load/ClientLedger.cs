using System.Collections.Concurrent;
using System.Diagnostics;

namespace Workflow.Torture.Load;

/// <summary>What the clients know: the keys they sent, and the order ids that they were promised for them.</summary>
internal sealed class ClientLedger(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Guid, byte>> _promises = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _lastAnswerAt = time.GetTimestamp();
    private long _longestGap;
    private int _sent;
    private int _acknowledged;
    private int _waits;

    public int Sent => Volatile.Read(ref _sent);

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How often a client was refused, or got no answer, and came again.</summary>
    public int Waits => Volatile.Read(ref _waits);

    /// <summary>Each key that was sent, with the ids of its 202s: none, one, or, to somebody's shame, more.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<Guid>> Promises =>
        _promises.ToDictionary(pair => pair.Key, pair => (IReadOnlyCollection<Guid>)[.. pair.Value.Keys], StringComparer.Ordinal);

    /// <summary>The longest time between two 202s, while there was always a client that wanted one.</summary>
    public TimeSpan LongestUnavailable
    {
        get
        {
            lock (_lock)
                return TimeSpan.FromSeconds((double)_longestGap / Stopwatch.Frequency);
        }
    }

    /// <summary>The clock of <see cref="LongestUnavailable"/> begins here.</summary>
    public void Begin()
    {
        lock (_lock)
            (_lastAnswerAt, _longestGap) = (time.GetTimestamp(), 0);
    }

    public void Send(string key)
    {
        if (_promises.TryAdd(key, []))
            Interlocked.Increment(ref _sent);
    }

    public void Wait() => Interlocked.Increment(ref _waits);

    public void Acknowledge(string key, Guid orderId)
    {
        var promises = _promises[key];
        if (promises.TryAdd(orderId, 0) && promises.Count == 1)
            Interlocked.Increment(ref _acknowledged);
        MarkAnswer();
    }

    /// <summary>Closes the last gap: also the time after the last 202 counts.</summary>
    public void MarkAnswer()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _longestGap = Math.Max(_longestGap, now - _lastAnswerAt);
            _lastAnswerAt = now;
        }
    }
}
