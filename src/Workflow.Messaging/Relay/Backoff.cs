namespace Workflow.Messaging.Relay;

/// <summary>How long to wait before another try.</summary>
public static class Backoff
{
    /// <summary>
    /// <paramref name="baseSeconds"/> after the first failure, doubled for each further one, never more than
    /// <paramref name="capSeconds"/>; then shortened at random by up to <paramref name="jitter"/> of itself, so that
    /// what failed together does not come back together.
    /// </summary>
    /// <param name="failures">Failures so far; 1 or more.</param>
    /// <param name="baseSeconds">Seconds after the first failure.</param>
    /// <param name="capSeconds">Longest wait in seconds.</param>
    /// <param name="jitter">Share from 0 to 1.</param>
    /// <param name="random">A number from 0 to 1.</param>
    public static TimeSpan After(int failures, double baseSeconds, double capSeconds, double jitter = 0, double random = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var seconds = Math.Min(capSeconds, baseSeconds * Math.Pow(2, Math.Min(failures - 1, 62)));
        return TimeSpan.FromSeconds(seconds * (1 - (jitter * random)));
    }
}
