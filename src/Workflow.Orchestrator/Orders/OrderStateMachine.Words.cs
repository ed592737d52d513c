using MassTransit;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Orders;

// The words of the table. MassTransit names states and events after these properties; states are stored by that name.
public sealed partial class OrderStateMachine
{
    /// <summary>Waiting for the goods.</summary>
    public State ReservingStock { get; private set; } = null!;

    /// <summary>Waiting for the money.</summary>
    public State AuthorizingPayment { get; private set; } = null!;

    /// <summary>Waiting for a carrier.</summary>
    public State ArrangingShipment { get; private set; } = null!;

    /// <summary>Everything succeeded: terminal.</summary>
    public State Completed { get; private set; } = null!;

    /// <summary>Compensation: calling the shipment back.</summary>
    public State CancellingShipment { get; private set; } = null!;

    /// <summary>Compensation: giving the money back.</summary>
    public State Refunding { get; private set; } = null!;

    /// <summary>Compensation: putting the goods back.</summary>
    public State ReleasingStock { get; private set; } = null!;

    /// <summary>Ended at the customer's wish: terminal.</summary>
    public State Cancelled { get; private set; } = null!;

    /// <summary>Ended because a participant or an operator said no: terminal.</summary>
    public State Rejected { get; private set; } = null!;

    /// <summary>Out of attempts; an operator has to decide.</summary>
    public State Suspended { get; private set; } = null!;

    /// <summary>The order was accepted.</summary>
    public Event<SubmitOrder> SubmitOrder { get; private set; } = null!;

    /// <summary>The customer wants out.</summary>
    public Event<CancelOrder> CancelOrder { get; private set; } = null!;

    /// <summary>Stock: all lines are reserved.</summary>
    public Event<StockReserved> StockReserved { get; private set; } = null!;

    /// <summary>Stock: not to be had.</summary>
    public Event<StockRejected> StockRejected { get; private set; } = null!;

    /// <summary>Stock: nothing is reserved any more.</summary>
    public Event<StockReleased> StockReleased { get; private set; } = null!;

    /// <summary>Payment: the money is taken.</summary>
    public Event<PaymentAuthorized> PaymentAuthorized { get; private set; } = null!;

    /// <summary>Payment: refused.</summary>
    public Event<PaymentDeclined> PaymentDeclined { get; private set; } = null!;

    /// <summary>Payment: nothing of it is held any more.</summary>
    public Event<PaymentRefunded> PaymentRefunded { get; private set; } = null!;

    /// <summary>Shipment: a carrier takes the goods.</summary>
    public Event<ShipmentArranged> ShipmentArranged { get; private set; } = null!;

    /// <summary>Shipment: no carrier takes them.</summary>
    public Event<ShipmentRejected> ShipmentRejected { get; private set; } = null!;

    /// <summary>Shipment: there is none any more.</summary>
    public Event<ShipmentCancelled> ShipmentCancelled { get; private set; } = null!;

    /// <summary>An attempt failed for a passing reason.</summary>
    public Event<StepFailed> StepFailed { get; private set; } = null!;

    /// <summary>An attempt got no answer in time.</summary>
    public Event<StepTimedOut> StepTimedOut { get; private set; } = null!;

    /// <summary>The wait before the next attempt is over.</summary>
    public Event<StepRetryDue> StepRetryDue { get; private set; } = null!;

    /// <summary>An operator wants the failed step tried again.</summary>
    public Event<RetryStep> RetryStep { get; private set; } = null!;

    /// <summary>An operator did the failed step by hand.</summary>
    public Event<SkipStep> SkipStep { get; private set; } = null!;

    /// <summary>An operator gives the order up.</summary>
    public Event<CompensateOrder> CompensateOrder { get; private set; } = null!;

    internal OrderRetries Retries { get; private set; } = null!;

    private State[] Forward => [ReservingStock, AuthorizingPayment, ArrangingShipment];

    private State[] Undoing => [CancellingShipment, Refunding, ReleasingStock];

    private State[] Ended => [Completed, Cancelled, Rejected];
}
