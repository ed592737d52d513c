namespace Workflow.Participants.Shipment;

/// <summary>What is decided about an order's shipment; one for each order.</summary>
internal sealed record ShipmentRow(string Status, string? TrackingNumber = null, string? Reason = null)
{
    /// <summary>A cancellation that came first: an arrangement that arrives later finds it and does nothing.</summary>
    public static ShipmentRow Barrier { get; } = new(ShipmentStatus.Cancelled);
}
