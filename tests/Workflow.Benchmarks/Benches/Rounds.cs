using System.Globalization;

namespace Workflow.Benchmarks.Benches;

/// <summary>Runs the sides of a comparison in turns, so that a machine that changes its mood changes it for all of them.</summary>
internal static class Rounds
{
    /// <summary>What each side gave, run by run.</summary>
    /// <param name="runs">How often each side runs.</param>
    /// <param name="sides">Their names.</param>
    /// <param name="measure">One run of one side.</param>
    /// <param name="show">A short text of what a run gave.</param>
    public static async Task<Dictionary<string, List<T>>> RunAsync<T>(
        int runs, IReadOnlyList<string> sides, Func<string, Task<T>> measure, Func<T, string> show)
    {
        var results = sides.ToDictionary(side => side, _ => new List<T>());
        for (var run = 0; run < runs; run++)
        {
            // Forth and back: who runs second finds a warmer machine.
            foreach (var side in run % 2 == 0 ? sides : sides.Reverse())
            {
                var result = await measure(side);
                results[side].Add(result);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  run {run + 1} of {runs}, {side}: {show(result)}"));
            }
        }
        return results;
    }
}
