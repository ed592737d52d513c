using System.Diagnostics.Metrics;

namespace Workflow.Messaging.DeadLetters;

/// <summary>Counts what dies here, by reason; what lies there is counted in the database, for all instances.</summary>
internal static class DeadLetterMetrics
{
    private const string Broker = "broker";
    private const string Other = "other";

    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Counter<long> Letters = Meter.CreateCounter<long>("workflow.dead_letters.stored", "{message}");

    /// <summary>Begins every series at zero: the first letter of a series that begins with it would be no increase.</summary>
    internal static void Begin()
    {
        foreach (var reason in (string[])[DeadLetterReasons.Unreadable, DeadLetterReasons.OutOfAttempts, Broker, Other])
            Add(reason, 0);
    }

    internal static void Stored(IEnumerable<string> reasons)
    {
        if (!Letters.Enabled)
            return;
        foreach (var group in reasons.GroupBy(Pinned))
            Add(group.Key, group.Count());
    }

    private static void Add(string reason, int letters) => Letters.Add(letters, new KeyValuePair<string, object?>("workflow.reason", reason));

    // A reason may come with a message from outside, which must not make time series at will.
    private static string Pinned(string reason) => reason switch
    {
        DeadLetterReasons.Unreadable or DeadLetterReasons.OutOfAttempts => reason,
        _ => reason.StartsWith("broker: ", StringComparison.Ordinal) ? Broker : Other,
    };
}
