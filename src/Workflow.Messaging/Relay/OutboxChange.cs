using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Relay;

/// <summary>What one commit does to the outbox.</summary>
/// <param name="Written">New rows, and where each of them goes.</param>
/// <param name="Settled">Rows that have arrived and go: first those of the units themselves, then those of earlier ones.</param>
/// <param name="Consumed">How many of <paramref name="Settled"/> arrive only by this commit.</param>
internal sealed record OutboxChange(List<(OutboxRow Row, OutboxPlace Place)> Written, Guid[] Settled, int Consumed)
{
    /// <summary>Messages whose rows the commit had to find and removed already, as the mark that they are consumed.</summary>
    internal required IReadOnlyList<Guid> HandedOver { get; init; }

    /// <summary>Whether it leaves something for the hub, too.</summary>
    internal bool IsToldToHub { get; init; }
}

/// <summary>Where a new row goes after its commit.</summary>
internal enum OutboxPlace
{
    /// <summary>To its consumer, by this instance.</summary>
    UnderWay,

    /// <summary>Into this instance's memory, until there is room.</summary>
    WaitingHere,

    /// <summary>Nowhere: it is read from the table when there is room, by whichever instance has it.</summary>
    Table,
}
