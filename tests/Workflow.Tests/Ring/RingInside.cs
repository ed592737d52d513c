using System.Runtime.CompilerServices;
using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>The fields of a ring, for the tests of its layout and of what lies between claim and publication.</summary>
internal static class RingInside<T>
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    internal static extern ref T[] Items(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_laps")]
    internal static extern ref int[] Laps(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_mask")]
    internal static extern ref int Mask(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lapShift")]
    internal static extern ref int LapShift(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spinsBeforeParking")]
    internal static extern ref int SpinsBeforeParking(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_parking")]
    internal static extern ref RingParking Parking(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_claimed")]
    internal static extern ref PaddedSequence Claimed(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_consumed")]
    internal static extern ref PaddedSequence Consumed(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_consumedAsProducersKnow")]
    internal static extern ref PaddedSequence ConsumedAsProducersKnow(Ring<T> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lastDrain")]
    internal static extern ref PaddedSequence LastDrain(Ring<T> ring);
}
