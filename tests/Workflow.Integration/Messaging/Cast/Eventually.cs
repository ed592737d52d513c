using System.Diagnostics;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>Waits for a condition, up to a limit that only a failing test reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);

    internal static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, limit);

    internal static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (limit ?? Usual))
                Assert.Fail($"It did not come about that {what}.");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a value is what is expected; a failure shows the last one seen.</summary>
    internal static async Task EqualAsync<T>(T expected, Func<Task<T>> actual, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        T seen;
        while (!Equals(seen = await actual(), expected) && Stopwatch.GetElapsedTime(started) < (limit ?? Usual))
            await Task.Delay(20);
        Assert.Equal(expected, seen);
    }
}
