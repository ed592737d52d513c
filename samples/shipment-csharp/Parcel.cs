using Workflow.Contracts;

namespace Acme.Shipment;

internal enum ParcelStatus
{
    Arranged,
    Rejected,
    Cancelled,
}

/// <summary>What was decided about an order; one row for each.</summary>
internal sealed class Parcel
{
    public Guid OrderId { get; init; }

    public ParcelStatus Status { get; set; }

    public string? TrackingNumber { get; init; }

    public string? Reason { get; init; }

    public static Parcel For(ArrangeShipment command, string? unserved) => command.Country is { } country && country == unserved
        ? new Parcel { OrderId = command.OrderId, Status = ParcelStatus.Rejected, Reason = $"We do not go to {country}." }
        : new Parcel { OrderId = command.OrderId, Status = ParcelStatus.Arranged, TrackingNumber = $"ACME{Guid.NewGuid():N}" };

    /// <summary>Null for one that is cancelled: the saga has moved on.</summary>
    public OrderMessage? AnswerTo(ArrangeShipment command) => Status switch
    {
        ParcelStatus.Arranged => new ShipmentArranged
        {
            OrderId = OrderId,
            MessageId = Guid.CreateVersion7(),
            TraceId = command.TraceId,
            BusinessType = command.BusinessType,
            TrackingNumber = TrackingNumber!,
        },
        ParcelStatus.Rejected => new ShipmentRejected
        {
            OrderId = OrderId,
            MessageId = Guid.CreateVersion7(),
            TraceId = command.TraceId,
            BusinessType = command.BusinessType,
            Reason = Reason!,
        },
        _ => null,
    };
}
