using System.Text.Json.Serialization;

namespace Workflow.Host.Admin.Looks;

/// <summary>The lanes of one process.</summary>
internal sealed record LanesView(string Instance, IReadOnlyList<LaneView> Lanes);

/// <summary>A lane: how full its ring is, and what it has committed since its start.</summary>
internal sealed record LaneView(string Name, int Capacity, int Fill, long Commits, long Units, double UnitsPerCommit);

/// <summary>The intake's ring, and the orders that were accepted and wait for their start.</summary>
internal sealed record RingView(string Instance, int Capacity, int Fill, long Backlog);

/// <summary>A host.</summary>
/// <param name="InstanceId">New at each start.</param>
/// <param name="Name">Machine and process.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="HeartbeatAt">Its last sign of life, UTC.</param>
/// <param name="SilentSeconds">Since then.</param>
/// <param name="IsThis">Whether it is the one that answers.</param>
internal sealed record InstanceView(Guid InstanceId, string Name, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, double SilentSeconds, bool IsThis);

/// <summary>The hosts.</summary>
internal sealed record InstanceList(IReadOnlyList<InstanceView> Items);

/// <summary>A message to be sent.</summary>
internal sealed record OutboxLine(
    long Position, Guid MessageId, Guid OrderId, string Destination, string MessageType, DateTimeOffset CreatedAt, int Attempts,
    DateTimeOffset? NextAt, string? LastError);

/// <summary>A page of the outbox, the oldest first.</summary>
internal sealed record OutboxPage(IReadOnlyList<OutboxLine> Items, string? NextLink);

/// <summary>A product.</summary>
internal sealed record StockLine(string Sku, long Received, long OnHand, long Reserved, long Sold);

/// <summary>A page of products, by SKU.</summary>
internal sealed record StockPage(IReadOnlyList<StockLine> Items, string? NextLink);

/// <summary>A participant, by its queue.</summary>
/// <param name="Queue">Where it takes its commands.</param>
/// <param name="BuiltIn">False when the host that answers leaves it to a service of somebody else.</param>
/// <param name="Steps">What it is waited for.</param>
internal sealed record ParticipantView(string Queue, bool BuiltIn, IReadOnlyList<StepView> Steps);

/// <summary>A step that orders are in.</summary>
/// <param name="Step">Which.</param>
/// <param name="Waiting">Orders that wait for its answer or its next attempt.</param>
/// <param name="Retrying">Of these, those that wait for their next attempt.</param>
/// <param name="Suspended">Orders that it is out of attempts for.</param>
/// <param name="OldestSince">Since when the first of all these is there, UTC.</param>
internal sealed record StepView(string Step, long Waiting, long Retrying, long Suspended, DateTimeOffset OldestSince);

/// <summary>The participants.</summary>
internal sealed record ParticipantList(IReadOnlyList<ParticipantView> Items);

/// <summary>The whole at a glance; at most two seconds old.</summary>
/// <param name="At">When it was read, UTC.</param>
/// <param name="States">Orders by state; of ended ones all that there ever were.</param>
/// <param name="Flows">Transitions a second by event and the state that it led to, over the last ten seconds.</param>
/// <param name="AcceptedPerSecond">Over the last minute.</param>
/// <param name="FinishedPerSecond">Over the last minute.</param>
/// <param name="LastHour">Orders that ended, by minute.</param>
/// <param name="Outbox">Messages to be sent, counted up to 10,000.</param>
/// <param name="OutboxOldestAt">The oldest of them, UTC.</param>
/// <param name="Scheduled">Messages that wait for their time, counted up to 10,000.</param>
/// <param name="DeadLetters">Open dead letters, counted up to 10,000.</param>
internal sealed record Overview(
    DateTimeOffset At, IReadOnlyList<StateCount> States, IReadOnlyList<Flow> Flows, double AcceptedPerSecond, double FinishedPerSecond,
    IReadOnlyList<MinuteCount> LastHour, long Outbox, DateTimeOffset? OutboxOldestAt, long Scheduled, long DeadLetters);

/// <summary>Orders in a state, and since when the first of them is there; absent for ended ones.</summary>
internal sealed record StateCount(string State, long Orders, DateTimeOffset? OldestSince);

/// <summary>Transitions of a kind.</summary>
internal sealed record Flow(string Type, string State, double PerSecond);

/// <summary>Orders that ended in a minute.</summary>
internal sealed record MinuteCount(DateTimeOffset Minute, string State, long Orders);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LanesView))]
[JsonSerializable(typeof(RingView))]
[JsonSerializable(typeof(InstanceList))]
[JsonSerializable(typeof(OutboxPage))]
[JsonSerializable(typeof(StockPage))]
[JsonSerializable(typeof(ParticipantList))]
[JsonSerializable(typeof(Overview))]
internal sealed partial class LooksJson : JsonSerializerContext;
