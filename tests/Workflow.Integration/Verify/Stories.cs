using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Integration.Verify;

/// <summary>One order for each way to end, and two that an operator finished by hand.</summary>
internal static class Stories
{
    public const decimal Total = 10;

    public static readonly Guid Completed = new("01900000-0000-7000-8000-000000000001");
    public static readonly Guid Rejected = new("01900000-0000-7000-8000-000000000002");
    public static readonly Guid Cancelled = new("01900000-0000-7000-8000-000000000003");
    public static readonly Guid Suspended = new("01900000-0000-7000-8000-000000000004");
    public static readonly Guid CompletedByHand = new("01900000-0000-7000-8000-000000000005");
    public static readonly Guid CancelledByHand = new("01900000-0000-7000-8000-000000000006");

    public static IReadOnlyList<Story> All =>
    [
        Paid(Completed)
            .Then(OrderEventTypes.ShipmentArranged, OrderStates.Completed, new() { TrackingNumber = "WF1" }),
        Submitted(Rejected)
            .Then(OrderEventTypes.StockRejected, OrderStates.Rejected, new() { Reason = "sold out", Outcome = OrderStates.Rejected }),
        Undoing(Cancelled)
            .Then(OrderEventTypes.ShipmentCancelled, OrderStates.Refunding)
            .Then(OrderEventTypes.PaymentRefunded, OrderStates.ReleasingStock)
            .Then(OrderEventTypes.StockReleased, OrderStates.Cancelled),
        Reserved(Suspended)
            .Then(OrderEventTypes.OrderSuspended, OrderStates.Suspended, new() { Step = OrderSteps.Payment, Attempt = 3, Error = "no answer" }),
        Submitted(CompletedByHand)
            .ThenSkipped(OrderSteps.Stock, OrderStates.AuthorizingPayment)
            .ThenSkipped(OrderSteps.Payment, OrderStates.ArrangingShipment)
            .ThenSkipped(OrderSteps.Shipment, OrderStates.Completed),
        Undoing(CancelledByHand)
            .ThenSkipped(OrderSteps.ShipmentCancellation, OrderStates.Refunding)
            .ThenSkipped(OrderSteps.Refund, OrderStates.ReleasingStock)
            .ThenSkipped(OrderSteps.StockRelease, OrderStates.Cancelled),
    ];

    private static Story Submitted(Guid orderId) =>
        new Story(orderId).Then(OrderEventTypes.OrderSubmitted, OrderStates.ReservingStock);

    private static Story Reserved(Guid orderId) =>
        Submitted(orderId).Then(OrderEventTypes.StockReserved, OrderStates.AuthorizingPayment);

    private static Story Paid(Guid orderId) => Reserved(orderId)
        .Then(OrderEventTypes.PaymentAuthorized, OrderStates.ArrangingShipment, new() { PaymentReference = "ch_1" });

    private static Story Undoing(Guid orderId) => Paid(orderId).Then(
        OrderEventTypes.CancellationRequested, OrderStates.CancellingShipment,
        new() { Reason = "changed my mind", Outcome = OrderStates.Cancelled });
}
