namespace Workflow.Participants.Simulation;

/// <summary>
/// A number that looks random and is always the same for the same order, seed and kind, in every process: .NET's own
/// hash codes of strings differ from run to run.
/// </summary>
internal static class StableDraw
{
    /// <summary>At least 0 and below 1.</summary>
    public static double Of(Guid orderId, int seed, string kind)
    {
        Span<byte> id = stackalloc byte[16];
        orderId.TryWriteBytes(id, bigEndian: true, out _);
        var hash = Mix(unchecked((ulong)seed));
        foreach (var value in id)
            hash = Add(hash, value);
        foreach (var letter in kind)
            hash = Add(hash, letter);
        return (Mix(hash) >> 11) * (1.0 / (1UL << 53));
    }

    // FNV-1a.
    private static ulong Add(ulong hash, uint value) => unchecked((hash ^ value) * 0x100000001B3);

    // The finisher of SplitMix64: neighbours in, strangers out.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
