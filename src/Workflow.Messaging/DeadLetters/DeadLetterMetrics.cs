using System.Diagnostics.Metrics;

namespace Workflow.Messaging.DeadLetters;

/// <summary>Counts what dies here, by reason; what lies there is counted in the database, for all instances.</summary>
internal static class DeadLetterMetrics
{
    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Counter<long> Letters = Meter.CreateCounter<long>("workflow.dead_letters.stored", "{message}");

    internal static void Stored(IEnumerable<string> reasons)
    {
        if (!Letters.Enabled)
            return;
        foreach (var group in reasons.GroupBy(Pinned))
            Letters.Add(group.Count(), new KeyValuePair<string, object?>("workflow.reason", group.Key));
    }

    // A reason may come with a message from outside, which must not make time series at will.
    private static string Pinned(string reason) => reason switch
    {
        DeadLetterReasons.Unreadable or DeadLetterReasons.OutOfAttempts => reason,
        _ => reason.StartsWith("broker: ", StringComparison.Ordinal) ? "broker" : "other",
    };
}
