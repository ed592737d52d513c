namespace Workflow.Orchestrator.History;

/// <summary>
/// One immutable row for each thing that happened to an order: the audit, the timeline, and what any past state is
/// rebuilt from. Appended in the same commit as the change it tells of.
/// </summary>
public sealed class OrderEvent
{
    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>Position in the order's history, from 1 without gaps.</summary>
    public int Sequence { get; init; }

    /// <summary>Pinned name of what happened, such as <c>stock-reserved</c>; one of <see cref="OrderEventTypes"/>.</summary>
    public string Type { get; init; } = "";

    /// <summary>State after it, one of the saga's pinned names.</summary>
    public string State { get; init; } = "";

    /// <summary>The message that caused it.</summary>
    public Guid CausationId { get; init; }

    /// <summary>When the saga decided it, UTC.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>What changed, as compact JSON (see <see cref="OrderEventData"/>); null when the state says it all.</summary>
    public string? Data { get; init; }
}
