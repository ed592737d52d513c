using Workflow.Contracts;
using Workflow.Orchestrator.History;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// What each message means to an order, as pure functions of the saga, the message and the time. Null means that the
/// message is stale and changes nothing. An answer counts whatever attempt it answers, also while the saga waits for
/// the next attempt or for an operator, because each step happens once however often it is asked for.
/// </summary>
internal static class OrderDecisions
{
    public static OrderDecision Start() => new(OrderEventTypes.OrderSubmitted, OrderStates.ReservingStock);

    public static OrderDecision? AuthorizePayment(OrderState saga, StockReserved message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Stock, OrderEventTypes.StockReserved, OrderStates.AuthorizingPayment);

    public static OrderDecision? ArrangeShipment(OrderState saga, PaymentAuthorized message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Payment, OrderEventTypes.PaymentAuthorized, OrderStates.ArrangingShipment,
            new() { PaymentReference = message.PaymentReference });

    public static OrderDecision? Complete(OrderState saga, ShipmentArranged message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Shipment, OrderEventTypes.ShipmentArranged, OrderStates.Completed,
            new() { TrackingNumber = message.TrackingNumber });

    // A rejected reservation holds nothing, so there is nothing to undo.
    public static OrderDecision? Reject(OrderState saga, StockRejected message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Stock, OrderEventTypes.StockRejected, OrderStates.Rejected, Rejection(message.Reason));

    public static OrderDecision? ReleaseStock(OrderState saga, PaymentDeclined message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Payment, OrderEventTypes.PaymentDeclined, OrderStates.ReleasingStock,
            Rejection(message.Reason));

    public static OrderDecision? RefundPayment(OrderState saga, ShipmentRejected message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Shipment, OrderEventTypes.ShipmentRejected, OrderStates.Refunding,
            Rejection(message.Reason));

    public static OrderDecision? RefundPayment(OrderState saga, ShipmentCancelled message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.ShipmentCancellation, OrderEventTypes.ShipmentCancelled, OrderStates.Refunding);

    public static OrderDecision? ReleaseStock(OrderState saga, PaymentRefunded message, DateTimeOffset now) =>
        Answer(saga, OrderSteps.Refund, OrderEventTypes.PaymentRefunded, OrderStates.ReleasingStock);

    public static OrderDecision? End(OrderState saga, StockReleased message, DateTimeOffset now) =>
        saga.Step == OrderSteps.StockRelease
            ? new(OrderEventTypes.StockReleased, OrderPath.After(saga.Step, saga.Outcome))
            : null;

    /// <summary>
    /// Undoes the step that runs or failed, and those before it. When it is compensation itself that is suspended,
    /// the order is already ending and its outcome stays: only an operator's decision makes it go on.
    /// </summary>
    public static OrderDecision? Cancel(OrderState saga, CancelOrder message, DateTimeOffset now) =>
        saga.Outcome is null
            ? new(OrderEventTypes.CancellationRequested, OrderPath.UndoFrom(saga.Step!),
                new() { Reason = message.Reason, Outcome = OrderStates.Cancelled })
            : null;

    /// <summary>Gives the order up. Compensation that failed goes on where it stands, with the outcome it has.</summary>
    public static OrderDecision? Compensate(OrderState saga, CompensateOrder message, DateTimeOffset now) =>
        new(OrderEventTypes.CompensationRequested, OrderPath.UndoFrom(saga.Step!),
            new()
            {
                Operator = message.Operator,
                Reason = message.Reason,
                Outcome = saga.Outcome is null ? OrderStates.Rejected : null
            });

    public static OrderDecision? Resume(OrderState saga, RetryStep message, DateTimeOffset now) =>
        new(OrderEventTypes.StepRetried, OrderPath.StateOf(saga.Step!),
            new() { Step = saga.Step, Attempt = 1, Operator = message.Operator, Reason = message.Reason });

    /// <summary>Goes on as if the failed step had succeeded, with the operator's reference in place of its own.</summary>
    public static OrderDecision? Skip(OrderState saga, SkipStep message, DateTimeOffset now) =>
        new(OrderEventTypes.StepSkipped, OrderPath.After(saga.Step!, saga.Outcome),
            new()
            {
                Step = saga.Step,
                Operator = message.Operator,
                Reason = message.Reason,
                Reference = message.Reference,
                PaymentReference = saga.Step == OrderSteps.Payment ? message.Reference : null,
                TrackingNumber = saga.Step == OrderSteps.Shipment ? message.Reference : null
            });

    private static OrderDecision? Answer(
        OrderState saga, string step, string type, string state, OrderEventData? data = null) =>
        saga.Step == step ? new(type, state, data) : null;

    private static OrderEventData Rejection(string reason) => new() { Reason = reason, Outcome = OrderStates.Rejected };
}
