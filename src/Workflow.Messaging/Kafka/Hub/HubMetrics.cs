using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>What the hub measures, once a wave.</summary>
internal static class HubMetrics
{
    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("workflow.hub.records", "{message}");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("workflow.hub.failures", "{message}");
    private static readonly Histogram<double> Confirm = Meter.CreateHistogram<double>("workflow.hub.confirm.duration", "s");

    private static readonly KeyValuePair<string, object?>[] Kinds =
        [.. Enum.GetNames<HubKind>().Select(name => new KeyValuePair<string, object?>("workflow.kind", name.ToLowerInvariant()))];

    internal static void Sent(IReadOnlyCollection<HubSend> confirmed, long started)
    {
        foreach (var kind in confirmed.CountBy(send => send.Row.Kind))
            Records.Add(kind.Value, Kinds[(int)kind.Key]);
        Confirm.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    internal static void Failed(int count) => Failures.Add(count);
}
