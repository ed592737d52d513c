namespace Workflow.Tools;

/// <summary>Hashes that are the same in every process and on every machine, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class StableHash
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>A point in [0, 1) that depends on all three values; a key is chosen by a share when its point lies below it.</summary>
    public static double Point(long seed, string key, string kind) => ToUnit(Of(seed, key, kind));

    public static ulong Of(long seed, string key, string kind)
    {
        var hash = FnvOffset;
        foreach (var c in kind)
            hash = (hash ^ c) * FnvPrime;
        // A separator that neither text contains, so that ("ab", "c") and ("a", "bc") differ.
        hash = (hash ^ '\n') * FnvPrime;
        foreach (var c in key)
            hash = (hash ^ c) * FnvPrime;
        return Mix(hash ^ Mix(unchecked((ulong)seed)));
    }

    /// <summary>The finalizer of SplitMix64: FNV alone leaves the high bits of similar keys alike.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public static double ToUnit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
