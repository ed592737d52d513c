using Workflow.Contracts;

namespace Workflow.Participants.Shipment;

/// <summary>What shipment answers.</summary>
internal enum ShipmentReply
{
    /// <summary>Nothing: the saga has moved on.</summary>
    None,

    /// <summary><see cref="ShipmentArranged"/>.</summary>
    Arranged,

    /// <summary><see cref="ShipmentRejected"/>.</summary>
    Rejected,

    /// <summary><see cref="ShipmentCancelled"/>.</summary>
    Cancelled,
}

/// <summary>What each command means to a shipment, as pure functions of its row.</summary>
internal static class ShipmentDecisions
{
    /// <summary>The first decision about an order; the tracking number follows from the order, so it is the same every time.</summary>
    public static ShipmentRow Plan(ArrangeShipment command, ShipmentOptions options, bool isRejected)
    {
        if (command.Country is { } country && options.UnservedCountries.Contains(country, StringComparer.OrdinalIgnoreCase))
            return new(ShipmentStatus.Rejected, Reason: SagaAnswers.Cut($"No carrier goes to {country}.", SagaAnswers.MaxText));
        return isRejected
            ? new(ShipmentStatus.Rejected, Reason: "No carrier takes the parcel (simulated).")
            : new(ShipmentStatus.Arranged, TrackingNumber(command.OrderId));
    }

    /// <summary>A repeat gets the first answer again; what was cancelled stays so.</summary>
    public static (ShipmentRow Row, ShipmentReply Reply) Arrange(ShipmentRow? row, ShipmentRow planned)
    {
        var decided = row ?? planned;
        return (decided, decided.Status switch
        {
            ShipmentStatus.Arranged => ShipmentReply.Arranged,
            ShipmentStatus.Rejected => ShipmentReply.Rejected,
            _ => ShipmentReply.None,
        });
    }

    /// <summary>Calls a shipment back, or bars one that has not arrived yet; a rejected one needs no undoing.</summary>
    public static (ShipmentRow Row, ShipmentReply Reply) Cancel(ShipmentRow? row) => row switch
    {
        null => (ShipmentRow.Barrier, ShipmentReply.Cancelled),
        { Status: ShipmentStatus.Arranged } => (row with { Status = ShipmentStatus.Cancelled }, ShipmentReply.Cancelled),
        _ => (row, ShipmentReply.Cancelled),
    };

    public static string TrackingNumber(Guid orderId) => $"WF{orderId:N}".ToUpperInvariant();
}
