using System.Diagnostics;
using System.Diagnostics.Metrics;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Relay;

/// <summary>What the relay measures, once a batch: the wait is that of the oldest message in it.</summary>
internal static class RelayMetrics
{
    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("workflow.relay.wait.duration", "s");
    private static readonly Histogram<double> Confirm = Meter.CreateHistogram<double>("messaging.client.operation.duration", "s");
    private static readonly Counter<long> SentMessages = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}");
    private static readonly Counter<long> FailedMessages = Meter.CreateCounter<long>("workflow.relay.failures", "{message}");
    private static readonly Counter<long> RepeatedMessages = Meter.CreateCounter<long>("workflow.relay.repeats", "{message}");

    /// <summary>A batch leaves the ring for the transport.</summary>
    internal static void Drained(ReadOnlySpan<OutboxRow> rows)
    {
        if (Wait.Enabled && rows.Length > 0)
            Wait.Record(Stopwatch.GetElapsedTime(rows[0].QueuedAt).TotalSeconds);
    }

    /// <summary>The transport has <paramref name="count"/> messages; without a broker there is nothing to wait for.</summary>
    internal static void Sent(int count, KeyValuePair<string, object?> system) => SentMessages.Add(count, system);

    /// <summary>The broker has confirmed <paramref name="count"/> messages, the first of which is <paramref name="oldest"/>.</summary>
    internal static void Confirmed(OutboxRow oldest, int count, KeyValuePair<string, object?> system)
    {
        SentMessages.Add(count, system);
        Confirm.Record(Stopwatch.GetElapsedTime(oldest.SentAt).TotalSeconds, system, MessagingTags.Send);
    }

    internal static void Failed(int count)
    {
        if (count > 0)
            FailedMessages.Add(count);
    }

    /// <summary>Rows that are sent a second time because an instance died or nobody consumed them.</summary>
    internal static void Repeated(int count)
    {
        if (count > 0)
            RepeatedMessages.Add(count);
    }
}

/// <summary>OpenTelemetry's names of what messages are carried by.</summary>
internal static class MessagingTags
{
    internal static readonly KeyValuePair<string, object?> InMemory = new("messaging.system", "in_memory");
    internal static readonly KeyValuePair<string, object?> RabbitMq = new("messaging.system", "rabbitmq");
    internal static readonly KeyValuePair<string, object?> Send = new("messaging.operation.name", "send");
}
