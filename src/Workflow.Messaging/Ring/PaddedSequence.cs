using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Messaging.Ring;

/// <summary>
/// A 64-bit counter alone on its cache lines. 128 bytes on both sides, not 64: the prefetcher of x64 fetches lines
/// in pairs and some ARM64 cores have lines of 128 bytes, and an object is aligned to 8 bytes only, so nothing but
/// distance to both neighbours keeps them off the line wherever the garbage collector puts the object.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Padding + sizeof(long) + Padding)]
internal struct PaddedSequence
{
    internal const int Padding = 128;

    [FieldOffset(Padding)]
    private long _value;

    internal PaddedSequence(long value) => _value = value;

    /// <summary>The address of the counter itself; only the layout test has a use for it.</summary>
    [UnscopedRef]
    internal readonly ref readonly long Location => ref _value;

    /// <summary>Plain read: for the counter's only writer, which needs no ordering against itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly long ReadOwn() => _value;

    /// <summary>Acquire: what the writer did before its release is visible after this read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly long ReadAcquire() => Volatile.Read(in _value);

    /// <summary>Release: everything this thread read or wrote before is done when another thread sees the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WriteRelease(long value) => Volatile.Write(ref _value, value);

    /// <summary>Full fence: the value is visible to every thread before this thread reads anything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WriteFullFence(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Compare-and-swap with a full fence, whether it succeeds or not; true when it succeeded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryMove(long from, long to) => Interlocked.CompareExchange(ref _value, to, from) == from;

    /// <summary>Sets bits with a full fence and returns the value before.</summary>
    internal long SetBits(long bits) => Interlocked.Or(ref _value, bits);
}
