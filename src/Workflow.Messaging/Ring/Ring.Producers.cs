using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Messaging.Ring;

public sealed partial class Ring<T>
{
    /// <summary>
    /// Writes one item; false at once, with nothing written, when the ring is full or completed. Never waits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite(in T item)
    {
        if (!TryClaim(1, out var sequence)) return false;

        var index = IndexOf(sequence);
        // The mask keeps the index inside; a store past the array's own check also skips its covariance check.
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), index) = item;
        Volatile.Write(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_laps), index), LapOf(sequence));
        if (_parking.IsWaitingFor(sequence)) WakeParkedConsumer(sequence);
        return true;
    }

    /// <summary>
    /// Writes all items with one claim, next to each other and in order; or none of them, and false at once, when
    /// they do not all fit now or the ring is completed. The consumer may drain the first ones before the last ones
    /// are in. An empty span always succeeds.
    /// </summary>
    /// <exception cref="ArgumentException">More items than <see cref="Capacity"/>: they would never fit.</exception>
    public bool TryWrite(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty) return true;
        if (items.Length > Capacity) ThrowBatchOverCapacity(items.Length);
        if (!TryClaim(items.Length, out var sequence)) return false;

        var index = IndexOf(sequence);
        var untilWrap = Math.Min(items.Length, Capacity - index);
        Fill(index, items[..untilWrap], LapOf(sequence));
        if (untilWrap < items.Length) Fill(0, items[untilWrap..], LapOf(sequence) + 1);
        if (_parking.IsWaitingFor(sequence)) WakeParkedConsumer(sequence);
        return true;
    }

    /// <summary>
    /// No item is accepted from here on; those that are in are still drained, then the consumer's wait answers false.
    /// May be called by any thread, and more than once.
    /// </summary>
    public void Complete()
    {
        var claimed = _claimed.SetBits(CompletedBit);
        // An item claimed before is still coming: then its producer wakes the consumer, which finds the bit later.
        // On a second call the value carries the bit and stands on no sign.
        _parking.Wake(claimed, hasItem: false);
    }

    // Full fence when it succeeds; the parking relies on it. The completed bit makes the sum too large for any
    // capacity, so the one comparison covers both refusals.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryClaim(int count, out long sequence)
    {
        sequence = _claimed.ReadAcquire();
        return (sequence + count - _consumedAsProducersKnow.ReadAcquire() <= Capacity
                && _claimed.TryMove(sequence, sequence + count))
            || TryClaimWhenContendedOrFull(count, out sequence);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryClaimWhenContendedOrFull(int count, out long sequence)
    {
        do
        {
            sequence = _claimed.ReadAcquire();
            if (sequence + count - _consumedAsProducersKnow.ReadAcquire() > Capacity
                && sequence + count - LearnConsumed() > Capacity)
                return false;
        }
        while (!_claimed.TryMove(sequence, sequence + count));

        return true;
    }

    // Two producers may set the copy back to an older value: then the next one only looks again.
    private long LearnConsumed()
    {
        var consumed = _consumed.ReadAcquire();
        // Not written when it is the same, so that refusals in a full ring share the line instead of fighting for it.
        if (consumed != _consumedAsProducersKnow.ReadAcquire()) _consumedAsProducersKnow.WriteRelease(consumed);
        return consumed;
    }

    private void Fill(int index, ReadOnlySpan<T> items, int lap)
    {
        items.CopyTo(_items.AsSpan(index));
        Volatile.WriteBarrier();
        _laps.AsSpan(index, items.Length).Fill(lap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeParkedConsumer(long sequence) => _parking.Wake(sequence, hasItem: true);

    private void ThrowBatchOverCapacity(int count) => throw new ArgumentException(
        $"A batch of {count} items never fits a ring of {Capacity}: split it, or give the ring a larger capacity.", "items");
}
