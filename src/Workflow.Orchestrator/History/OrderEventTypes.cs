namespace Workflow.Orchestrator.History;

/// <summary>Pinned names of what can happen to an order.</summary>
public static class OrderEventTypes
{
    /// <summary>The saga started and asked for the goods.</summary>
    public const string OrderSubmitted = "order-submitted";

    /// <summary>The goods are reserved.</summary>
    public const string StockReserved = "stock-reserved";

    /// <summary>The goods are not to be had.</summary>
    public const string StockRejected = "stock-rejected";

    /// <summary>The money is taken.</summary>
    public const string PaymentAuthorized = "payment-authorized";

    /// <summary>The money is refused.</summary>
    public const string PaymentDeclined = "payment-declined";

    /// <summary>A carrier takes the goods: the order is complete.</summary>
    public const string ShipmentArranged = "shipment-arranged";

    /// <summary>No carrier takes the goods.</summary>
    public const string ShipmentRejected = "shipment-rejected";

    /// <summary>Compensation: the shipment is called back.</summary>
    public const string ShipmentCancelled = "shipment-cancelled";

    /// <summary>Compensation: the money is given back.</summary>
    public const string PaymentRefunded = "payment-refunded";

    /// <summary>Compensation: the goods are put back.</summary>
    public const string StockReleased = "stock-released";

    /// <summary>The customer changed their mind.</summary>
    public const string CancellationRequested = "cancellation-requested";

    /// <summary>An attempt failed, and another one is planned.</summary>
    public const string AttemptFailed = "attempt-failed";

    /// <summary>An attempt got no answer in time, and another one is planned.</summary>
    public const string AttemptTimedOut = "attempt-timed-out";

    /// <summary>The next attempt started.</summary>
    public const string AttemptStarted = "attempt-started";

    /// <summary>The last attempt failed: an operator has to decide.</summary>
    public const string OrderSuspended = "order-suspended";

    /// <summary>An operator had the failed step tried again.</summary>
    public const string StepRetried = "step-retried";

    /// <summary>An operator did the failed step by hand.</summary>
    public const string StepSkipped = "step-skipped";

    /// <summary>An operator gave the order up.</summary>
    public const string CompensationRequested = "compensation-requested";

    /// <summary>All names, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        OrderSubmitted, StockReserved, StockRejected, PaymentAuthorized, PaymentDeclined, ShipmentArranged,
        ShipmentRejected, ShipmentCancelled, PaymentRefunded, StockReleased, CancellationRequested, AttemptFailed,
        AttemptTimedOut, AttemptStarted, OrderSuspended, StepRetried, StepSkipped, CompensationRequested
    ];
}
