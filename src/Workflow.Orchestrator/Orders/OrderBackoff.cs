namespace Workflow.Orchestrator.Orders;

/// <summary>How long to wait before the next attempt.</summary>
internal static class OrderBackoff
{
    /// <summary>
    /// Base, twice the base, four times … up to the cap, of which <paramref name="chance"/> takes off up to the
    /// jitter's share. Chance only shortens: so the cap holds, and orders at the cap still spread.
    /// </summary>
    /// <param name="policy">Base, cap and jitter.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="chance">At least 0 and below 1.</param>
    public static TimeSpan Delay(RetryPolicy policy, int attempt, double chance)
    {
        var nominal = Math.Min(policy.CapSeconds, policy.BaseSeconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(Math.Ceiling(nominal * 1_000 * (1 - (policy.Jitter * chance))));
    }
}
