using System.Numerics;

namespace Workflow.Messaging.Ring;

/// <summary>
/// A bounded queue from many producers to one consumer, without locks and without allocation per item.
/// It refuses when full, keeps the order of each producer, and hands over in batches.
/// <para>
/// Any number of threads may call <see cref="TryWrite(in T)"/>, <see cref="TryWrite(ReadOnlySpan{T})"/>,
/// <see cref="Complete"/> and read the properties. <see cref="Drain"/>, <see cref="WaitToReadAsync"/> and
/// <see cref="WaitToRead"/> belong to one consumer: one call at a time, each after the one before has ended.
/// </para>
/// <para>
/// Memory: everything that a producer wrote before a successful <c>TryWrite</c> is visible to the consumer when
/// <see cref="Drain"/> hands out that item. Items of one producer come out in the order in which it wrote them;
/// items of different producers in the order of their claims.
/// </para>
/// </summary>
/// <typeparam name="T">The item. The ring keeps no reference to an item once it is drained.</typeparam>
public sealed partial class Ring<T>
{
    // The idea, after LMAX's MultiProducerSequencer.
    //
    // Sequences count items from the beginning and never turn back; the slot of a sequence is its low bits. A
    // producer claims sequences by moving _claimed (compare-and-swap), copies its items in, then publishes each by
    // writing into _laps the lap in which the slot was filled. The consumer takes the slots whose marker shows the
    // lap it is in, and stops at the first that does not: that one is claimed, but its producer is still copying.
    // A marker needs no reset, since the same slot waits for the next lap then. (The obvious second cursor,
    // "published up to here", would make every producer wait for the slower one that claimed before it.)
    // A producer may claim a slot of the next lap once _consumed has passed it; it looks at its cached copy first, so
    // that the consumer's line moves between cores once in a lap and not once for each item.
    //
    // Complete is a bit of _claimed, not a flag beside it. It makes every later claim fail its comparison, and it
    // fixes in the same instant which items were in: no producer can slip in behind a flag it read too early.
    //
    // Parking, and why no wake-up is lost. The consumer puts up a sign with the sequence it waits for, and looks at
    // _claimed afterwards; a producer moves _claimed, and looks at the sign afterwards. Both first steps are full
    // fences, so it cannot happen that each misses the other's (on x64, too, a plain store followed by a load can):
    //   - the consumer sees the claim: it takes the sign down and spins the few instructions until it is published;
    //   - it sees none: then the next claim begins exactly at the sequence on the sign, comes after the fence, and
    //     its producer is bound to see the sign, which it reads after it has published. So one producer only has to
    //     wake the consumer, and the consumer that wakes finds its item.
    // The claim is the fence, which costs nothing here: looking for *published* items before going to sleep would
    // need a second fence in every TryWrite, between the publication and the look at the sign.
    private const long CompletedBit = 1L << 62;

    private readonly T[] _items;
    private readonly int[] _laps;
    private readonly int _mask;
    private readonly int _lapShift;
    private readonly int _spinsBeforeParking;
    private readonly RingParking _parking;

    private PaddedSequence _claimed;
    private PaddedSequence _consumed;
    private PaddedSequence _consumedAsProducersKnow;
    // Items of the last drain, for the consumer alone; FewItems when they filled its span.
    private PaddedSequence _lastDrain;

    /// <summary>Creates an empty ring with all its slots.</summary>
    /// <param name="capacity">Items it holds at most; a power of two, 1 to 2^30.</param>
    /// <param name="runContinuationsAsynchronously">
    /// Whether a consumer that awaited <see cref="WaitToReadAsync"/> goes on in the thread pool (default), or inside
    /// the <c>TryWrite</c>, <c>Complete</c> or cancellation that woke it, which is faster by a thread switch but makes
    /// that caller do the consumer's work.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is not such a power of two.</exception>
    public Ring(int capacity, bool runContinuationsAsynchronously = true)
        : this(capacity, runContinuationsAsynchronously, firstSequence: 0, DefaultSpinsBeforeParking)
    {
    }

    internal Ring(int capacity, bool runContinuationsAsynchronously, long firstSequence, int spinsBeforeParking)
    {
        if (capacity is < 1 or > 1 << 30 || !BitOperations.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, "The capacity of a ring must be a power of two, 1 to 1073741824 (2^30).");

        _items = new T[capacity];
        _laps = new int[capacity];
        _mask = capacity - 1;
        _lapShift = BitOperations.Log2((uint)capacity);
        _spinsBeforeParking = spinsBeforeParking;
        _parking = new RingParking(runContinuationsAsynchronously);
        _claimed = new PaddedSequence(firstSequence);
        _consumed = new PaddedSequence(firstSequence);
        _consumedAsProducersKnow = new PaddedSequence(firstSequence);
        for (var sequence = firstSequence; sequence < firstSequence + capacity; sequence++)
            _laps[IndexOf(sequence)] = LapOf(sequence) - 1;
    }

    /// <summary>Items the ring holds at most.</summary>
    public int Capacity => _laps.Length;

    /// <summary>
    /// Items written and not yet drained, 0 to <see cref="Capacity"/>. Approximate while others write or drain; an
    /// item counts from its claim, a moment before it can be drained.
    /// </summary>
    public int Count
    {
        get
        {
            var consumed = _consumed.ReadAcquire();
            var claimed = _claimed.ReadAcquire() & ~CompletedBit;
            // More may have been drained and claimed again between the two reads.
            return (int)Math.Min(claimed - consumed, Capacity);
        }
    }

    /// <summary>Whether <see cref="Complete"/> was called: tells a ring that is closed from one that is full.</summary>
    public bool IsCompleted => (_claimed.ReadAcquire() & CompletedBit) != 0;

    private int IndexOf(long sequence) => (int)sequence & _mask;

    // Wraps around after 2^32 laps, which is harmless: markers are compared with their neighbours only.
    private int LapOf(long sequence) => (int)(sequence >> _lapShift);
}
