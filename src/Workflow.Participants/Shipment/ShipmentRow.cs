namespace Workflow.Participants.Shipment;

/// <summary>Stored states of a shipment.</summary>
internal static class ShipmentStatus
{
    public const string Arranged = "Arranged";

    public const string Rejected = "Rejected";

    public const string Cancelled = "Cancelled";
}

/// <summary>What is decided about an order's shipment; one for each order.</summary>
internal sealed record ShipmentRow(string Status, string? TrackingNumber = null, string? Reason = null)
{
    /// <summary>A cancellation that came first: an arrangement that arrives later finds it and does nothing.</summary>
    public static ShipmentRow Barrier { get; } = new(ShipmentStatus.Cancelled);
}
