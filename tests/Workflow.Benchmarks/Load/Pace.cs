using System.Diagnostics;

namespace Workflow.Benchmarks.Load;

/// <summary>Says when the next request is due.</summary>
internal abstract class Pace
{
    /// <summary>Whether one may be sent now, and since when its customer waits.</summary>
    public abstract bool TryTake(long now, out long since);

    /// <summary>Whether none will be sent any more.</summary>
    public virtual bool IsOver => false;
}

/// <summary>A connection that has its answer asks again at once.</summary>
internal sealed class ClosedPace : Pace
{
    public override bool TryTake(long now, out long since)
    {
        since = now;
        return true;
    }
}

/// <summary>As many as that, one after the other on each connection, then no more.</summary>
internal sealed class CountedPace(long count) : Pace
{
    private long _taken;

    public override bool IsOver => _taken >= count;

    public override bool TryTake(long now, out long since)
    {
        since = now;
        if (IsOver)
            return false;
        _taken++;
        return true;
    }
}

/// <summary>No more orders on their way than that: who sends waits for whole orders to complete.</summary>
internal sealed class WindowPace(long window) : Pace
{
    private long _sent;
    private long _done;

    /// <summary>An estimate of the orders that are over; those that were refused included.</summary>
    public void SetDone(long done) => Interlocked.Exchange(ref _done, done);

    public override bool TryTake(long now, out long since)
    {
        since = now;
        if (_sent - Interlocked.Read(ref _done) >= window)
            return false;
        _sent++;
        return true;
    }
}

/// <summary>
/// A steady stream, whatever becomes of the earlier ones. A customer waits from the moment at which the request was due,
/// also when no connection was free: a slow server must not slow down the clock that measures it.
/// </summary>
internal sealed class OpenPace(double perSecond) : Pace
{
    private long _began;
    private long _taken;

    public override bool TryTake(long now, out long since)
    {
        if (_began == 0)
            _began = now;
        since = _began + (long)(_taken / perSecond * Stopwatch.Frequency);
        if (since > now)
            return false;
        _taken++;
        return true;
    }
}
