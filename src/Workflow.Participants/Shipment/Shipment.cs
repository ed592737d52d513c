namespace Workflow.Participants.Shipment;

/// <summary>Shipment's answer to one order, and the barrier against doing it twice.</summary>
internal sealed class Shipment
{
    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>One of <see cref="ShipmentStatus"/>.</summary>
    public string Status { get; set; } = "";

    /// <summary>The carrier's number; null when none was arranged.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>Why it was rejected; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>When the status was last decided, UTC.</summary>
    public DateTimeOffset DecidedAt { get; set; }
}

/// <summary>Pinned names of what a shipment can be.</summary>
internal static class ShipmentStatus
{
    public const string Arranged = "Arranged";
    public const string Rejected = "Rejected";
    public const string Cancelled = "Cancelled";
}
