namespace Workflow.Contracts;

/// <summary>The steps of the workflow by their pinned names: three forward, and the three that undo them.</summary>
public static class OrderSteps
{
    /// <summary>Reserve the goods: <see cref="ReserveStock"/>.</summary>
    public const string Stock = "stock";

    /// <summary>Take the money: <see cref="AuthorizePayment"/>.</summary>
    public const string Payment = "payment";

    /// <summary>Hand the parcel to a carrier: <see cref="ArrangeShipment"/>.</summary>
    public const string Shipment = "shipment";

    /// <summary>Undo the shipment: <see cref="CancelShipment"/>.</summary>
    public const string ShipmentCancellation = "shipment-cancellation";

    /// <summary>Give the money back: <see cref="RefundPayment"/>.</summary>
    public const string Refund = "refund";

    /// <summary>Put the goods back: <see cref="ReleaseStock"/>.</summary>
    public const string StockRelease = "stock-release";

    /// <summary>All of them: forward, then those that undo, in the order in which they run.</summary>
    public static IReadOnlyList<string> All { get; } = [Stock, Payment, Shipment, ShipmentCancellation, Refund, StockRelease];
}
