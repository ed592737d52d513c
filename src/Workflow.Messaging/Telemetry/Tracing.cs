using System.Diagnostics;
using MassTransit;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Telemetry;

/// <summary>
/// The spans of the workflow, on the source <c>Workflow</c>. A trace is carried by the W3C header <c>traceparent</c> of the
/// outbox row, and only while it is sampled: a row without one costs no activity and no byte.
/// </summary>
public static class Tracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Workflow";

    internal const string ParentHeader = "traceparent";
    internal const int MaxLinks = 64;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The sampled span that is running here; nothing when nobody listens or it is not sampled.</summary>
    internal static ActivityContext Current =>
        Source.HasListeners() && Activity.Current is { Recorded: true } activity ? activity.Context : default;

    /// <summary>The trace id of the running request, if it has one; it is the sampled one's, too.</summary>
    public static string? CurrentTraceId =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null;

    /// <summary>A background loop must not go on with the trace of whoever happened to start it.</summary>
    internal static void Leave() => Activity.Current = null;

    /// <summary>The way of a unit whose trace is sampled through a lane, from its entry to its commit.</summary>
    internal static Activity? StartUnit(string lane, LaneUnit unit)
    {
        var span = Source.StartActivity($"lane {lane}", ActivityKind.Internal, unit.Trace);
        span?.SetTag("workflow.lane", lane).SetTag("workflow.order.id", unit.OrderId.ToString());
        return span;
    }

    /// <summary>
    /// One commit of many units. It stands in the trace of its first sampled unit and links to the others, at most
    /// <see cref="MaxLinks"/>; a batch without a sampled unit has none.
    /// </summary>
    internal static Activity? StartCommit(string lane, IReadOnlyList<LaneUnit> units)
    {
        if (!Source.HasListeners())
            return null;
        var sampled = units.Where(unit => unit.Trace.IsSampled()).Take(MaxLinks).Select(unit => unit.Trace).ToList();
        if (sampled.Count == 0)
            return null;
        var links = sampled.Select(context => new ActivityLink(context));
        var span = Source.StartActivity($"commit {lane}", ActivityKind.Internal, sampled[0], links: links);
        return span?.SetTag("workflow.lane", lane).SetTag("workflow.batch.units", units.Count);
    }

    /// <summary>The sending of a row whose trace is sampled; the message then names this span as its parent.</summary>
    internal static Activity? StartSend(OutboxRow row, KeyValuePair<string, object?> system)
    {
        if (row.Headers is null || !Source.HasListeners() || !TryParse(row.TraceParent, out var parent))
            return null;
        var span = Source.StartActivity($"send {row.DestinationName}", ActivityKind.Producer, parent);
        return span?.SetTag(system.Key, system.Value).SetTag("messaging.operation.name", "send")
            .SetTag("messaging.destination.name", row.DestinationName).SetTag("messaging.message.id", row.MessageId.ToString())
            .SetTag("messaging.message.conversation_id", row.OrderId.ToString()).SetTag("workflow.message.type", row.MessageType);
    }

    /// <summary>The work on a received message whose sender's trace is sampled.</summary>
    internal static Activity? StartProcess(string queue, ConsumeContext context, KeyValuePair<string, object?> system)
    {
        if (!Source.HasListeners()
            || !context.ReceiveContext.TransportHeaders.TryGetHeader(ParentHeader, out var header) || !TryParse(header as string, out var parent))
            return null;
        var span = Source.StartActivity($"process {queue}", ActivityKind.Consumer, parent);
        return span?.SetTag(system.Key, system.Value).SetTag("messaging.operation.name", "process")
            .SetTag("messaging.destination.name", queue).SetTag("messaging.message.id", context.MessageId?.ToString())
            .SetTag("messaging.message.conversation_id", context.CorrelationId?.ToString())
            .SetTag("workflow.message.type", context.ReceiveContext.TransportHeaders.Get<string>(ContractSerializer.TypeHeader));
    }

    /// <summary>Names the unit's span as the parent of all that it sends; done once, however often the commit is tried.</summary>
    internal static void Stamp(LaneUnit unit)
    {
        if (!unit.Trace.IsSampled())
            return;
        var parent = ToHeader(unit.Trace);
        foreach (var row in unit.Outgoing)
            row.Stamp(parent);
        if (!unit.HasTimers)
            return;
        foreach (var row in unit.Scheduled)
            row.Message.Stamp(parent);
    }

    internal static string ToHeader(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-01";

    internal static bool IsSampled(this ActivityContext context) => (context.TraceFlags & ActivityTraceFlags.Recorded) != 0;

    private static bool TryParse(string? header, out ActivityContext context) =>
        ActivityContext.TryParse(header, null, isRemote: true, out context) && context.IsSampled();
}
