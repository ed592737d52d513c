using System.Runtime.CompilerServices;

namespace Workflow.Messaging.Ring;

public sealed partial class Ring<T>
{
    // About 10 rounds of busy spinning and 10 of giving the core away: a few microseconds, about what it costs to park
    // and be woken.
    private const int DefaultSpinsBeforeParking = 20;

    // A consumer as fast as its producers takes a few items at a time, and with each look the cache lines that they are
    // writing: measured, 3 to 5 items a drain and 10 million a second. When it stays away for about a microsecond there
    // are 60 of them, and 50 million a second.
    private const int FewItems = 64;
    private const int SpinsToGather = 60;

    /// <summary>
    /// Takes the oldest items, as many as are there and fit, and clears their slots. Never waits; 0 when the oldest
    /// item is not there yet. The slots are free for producers when it returns.
    /// </summary>
    /// <param name="into">Where to copy them, from its beginning.</param>
    /// <returns>How many were copied.</returns>
    public int Drain(Span<T> into)
    {
        var sequence = _consumed.ReadOwn();
        var index = IndexOf(sequence);
        var lap = LapOf(sequence);
        var untilWrap = Math.Min(into.Length, Capacity - index);
        var count = CountPublished(index, untilWrap, lap);
        if (count == untilWrap && count < into.Length)
            count += CountPublished(0, Math.Min(into.Length - count, index), lap + 1);
        _lastDrain.WriteRelease(count == into.Length ? FewItems : count);
        if (count == 0) return 0;

        // Acquire for the whole batch: the markers were read before, the items are read after.
        Volatile.ReadBarrier();
        Take(index, into[..Math.Min(count, untilWrap)]);
        if (count > untilWrap) Take(0, into[untilWrap..count]);
        _consumed.WriteRelease(sequence + count);
        return count;
    }

    /// <summary>
    /// Waits for an item: true when <see cref="Drain"/> has at least one, false when the ring is completed and
    /// drained. Spins for a few microseconds, then parks; neither allocates. When the last drain brought only a few items, it
    /// waits for about a microsecond although the next is there, so that more can gather. One wait at a time.
    /// </summary>
    /// <remarks>
    /// When the oldest item is claimed but not yet published, this spins (with yields and short sleeps) until it is:
    /// a few instructions, or longer when its producer has lost its core in between.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait; no item is lost by it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the wait.</exception>
    /// <exception cref="InvalidOperationException">Another wait has not ended.</exception>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<bool>(cancellationToken);
        return IsHeadPublished() ? new(LetGather()) : SpinThenPark(blocking: false, cancellationToken);
    }

    /// <summary>
    /// As <see cref="WaitToReadAsync"/>, but blocks the calling thread: for a consumer with a thread of its own, which
    /// wakes in half the time that the thread pool takes.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; no item is lost by it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the wait.</exception>
    /// <exception cref="InvalidOperationException">Another wait has not ended.</exception>
    public bool WaitToRead(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return IsHeadPublished() ? LetGather() : _parking.Block(SpinThenPark(blocking: true, cancellationToken));
    }

    private bool LetGather()
    {
        if (_lastDrain.ReadOwn() < FewItems) Thread.SpinWait(SpinsToGather);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<bool> SpinThenPark(bool blocking, CancellationToken cancellationToken)
    {
        var spinner = new SpinWait();
        for (var spin = 0; spin < _spinsBeforeParking; spin++)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
            if (IsHeadPublished()) return new(true);
        }

        return Park(blocking, cancellationToken);
    }

    private ValueTask<bool> Park(bool blocking, CancellationToken cancellationToken)
    {
        var head = _consumed.ReadOwn();
        _parking.PutUpSign(head, blocking);
        var claimed = _claimed.ReadAcquire();
        if (claimed == head) return _parking.Wait(cancellationToken);
        if (!_parking.TryTakeDownSign(head)) return _parking.EndingWait();
        if (claimed == (head | CompletedBit)) return new(false);

        SpinUntilHeadIsPublished();
        return new(true);
    }

    private void SpinUntilHeadIsPublished()
    {
        var spinner = new SpinWait();
        while (!IsHeadPublished()) spinner.SpinOnce();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsHeadPublished()
    {
        var head = _consumed.ReadOwn();
        return Volatile.Read(ref _laps[IndexOf(head)]) == LapOf(head);
    }

    // Plain reads, many at a time: a marker that shows the lap keeps showing it until the consumer moves on, so it does
    // no harm when one is read late or twice. The caller sets the barrier.
    private int CountPublished(int index, int limit, int lap)
    {
        var missing = _laps.AsSpan(index, limit).IndexOfAnyExcept(lap);
        return missing < 0 ? limit : missing;
    }

    private void Take(int index, Span<T> into)
    {
        var items = _items.AsSpan(index, into.Length);
        items.CopyTo(into);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) items.Clear();
    }
}
