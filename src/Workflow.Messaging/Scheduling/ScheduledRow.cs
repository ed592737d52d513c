using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Scheduling;

/// <summary>A message that leaves when it is due; written in the same commit as the state that wants it.</summary>
/// <param name="Message">What leaves.</param>
/// <param name="DueAt">When, UTC; one in the past leaves with the next sweep.</param>
/// <param name="Token">By which it can be cancelled; null when it cannot.</param>
public sealed record ScheduledRow(OutboxRow Message, DateTimeOffset DueAt, Guid? Token = null);
