using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Relay;

/// <summary>What one commit does to the outbox.</summary>
/// <param name="Written">New rows with their owner; without one a row waits for room.</param>
/// <param name="Settled">Rows that have arrived and go: first those of the units themselves, then those of earlier ones.</param>
/// <param name="Consumed">How many of <paramref name="Settled"/> arrive only by this commit.</param>
internal sealed record OutboxChange(List<(OutboxRow Row, Guid? Owner)> Written, Guid[] Settled, int Consumed)
{
    /// <summary>Messages whose rows the commit had to find and removed already, as the mark that they are consumed.</summary>
    internal required IReadOnlyList<Guid> HandedOver { get; init; }

    /// <summary>Whether it leaves something for the hub, too.</summary>
    internal bool IsToldToHub { get; init; }
}
