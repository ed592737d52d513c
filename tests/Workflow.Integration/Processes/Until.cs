using System.Diagnostics;

namespace Workflow.Integration.Processes;

/// <summary>Waits for a condition; when it does not come true, the failure tells how things stand.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="isTrue">Asked again and again.</param>
    /// <param name="standing">What to tell when time is up.</param>
    public static async Task TrueAsync(Func<Task<bool>> isTrue, Func<Task<string>> standing)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(since) > TestProcess.Patience)
                Assert.Fail($"Not within {TestProcess.Patience.TotalSeconds:0} s: {await standing()}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
