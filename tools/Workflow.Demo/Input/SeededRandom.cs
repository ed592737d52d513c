using Workflow.Tools;

namespace Workflow.Demo.Input;

/// <summary>SplitMix64: unlike <see cref="Random"/> with a seed, its numbers are pinned here and not by the runtime.</summary>
internal struct SeededRandom(long seed, long stream)
{
    private ulong _state = StableHash.Mix(unchecked((ulong)seed)) ^ StableHash.Mix(unchecked((ulong)stream * 2 + 1));

    public int Below(int limit)
    {
        var hash = StableHash.Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return (int)((UInt128)hash * (ulong)limit >> 64);
    }
}
