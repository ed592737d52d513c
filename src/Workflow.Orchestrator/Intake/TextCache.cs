using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Gives the same string for the same short ASCII text, so that the few thousand SKUs of a shop are not made again for
/// each line. A fixed table without locks: a text has two places, and a new one drives out what is there, so hostile
/// input costs hits, never memory. Threads may race on a place; each still gets a right string, because a slot is one
/// reference to an immutable object and what it holds is compared before it is used.
/// </summary>
internal sealed class TextCache
{
    /// <summary>Longest text that is kept; with <see cref="DefaultSlots"/> it bounds the table to about 2.5 MB.</summary>
    public const int MaxBytes = 64;

    public const int DefaultSlots = 16_384;

    private readonly string?[] _slots;
    private readonly int _mask;

    public TextCache(int slots = DefaultSlots)
    {
        _slots = new string?[BitOperations.RoundUpToPowerOf2((uint)slots)];
        _mask = _slots.Length - 1;
    }

    /// <summary>The string of <paramref name="ascii"/>, which must be ASCII.</summary>
    public string Get(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > MaxBytes) return Encoding.ASCII.GetString(ascii);
        var hash = Hash(ascii);
        ref var first = ref _slots[(int)hash & _mask];
        if (first is { } text && Ascii.Equals(ascii, text)) return text;
        ref var second = ref _slots[(int)(hash >> 32) & _mask];
        if (second is { } other && Ascii.Equals(ascii, other)) return other;
        return Add(ascii, ref first, ref second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Add(ReadOnlySpan<byte> ascii, ref string? first, ref string? second)
    {
        var text = Encoding.ASCII.GetString(ascii);
        second = first ?? second;
        first = text;
        return text;
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text));
            text = text[sizeof(ulong)..];
        }
        ulong tail = 0;
        foreach (var character in text)
            tail = (tail << 8) | character;
        return Mix(hash ^ tail);
    }

    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15;
        value ^= value >> 29;
        value *= 0xBF58476D1CE4E5B9;
        return value ^ (value >> 32);
    }
}
