using System.Diagnostics;

namespace Workflow.Browser.Cast;

/// <summary>Waits for a condition, up to a limit that only a failing test reaches.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
                Assert.Fail($"It did not come about that {what}.");
            await Task.Delay(50);
        }
    }
}
