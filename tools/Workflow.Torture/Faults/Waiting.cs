namespace Workflow.Torture.Faults;

internal static class Waiting
{
    /// <summary>As long as the fault lasts, or until the run ends: either way it is healed afterwards.</summary>
    public static async Task ForAsync(int seconds, CancellationToken end) =>
        await Task.Delay(TimeSpan.FromSeconds(seconds), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
