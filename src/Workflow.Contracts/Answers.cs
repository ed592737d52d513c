namespace Workflow.Contracts;

/// <summary>
/// All lines are reserved. Sender: stock. Consumer: order saga. Idempotency key: order id.
/// Ordering: one answer to a reservation; it may arrive after the order was cancelled and is then undone.
/// </summary>
[WireName("stock-reserved.v1")]
public sealed record StockReserved : OrderMessage;

/// <summary>
/// Nothing is reserved and a retry would not help. Sender: stock. Consumer: order saga.
/// Idempotency key: order id. Ordering: one answer to a reservation.
/// </summary>
[WireName("stock-rejected.v1")]
public sealed record StockRejected : OrderMessage
{
    /// <summary>Why, for people; at most 200 characters.</summary>
    [FieldNumber(7)]
    public required string Reason { get; init; }

    /// <summary>The SKUs that fell short, at most 10 of them.</summary>
    [FieldNumber(8)]
    public IReadOnlyList<string> Shortages { get; init; } = [];
}

/// <summary>
/// Nothing is reserved for the order any more, and nothing will be. Sender: stock. Consumer: order saga.
/// Idempotency key: order id. Ordering: after everything else that stock says of the order.
/// </summary>
[WireName("stock-released.v1")]
public sealed record StockReleased : OrderMessage;

/// <summary>
/// The money is taken. Sender: payment. Consumer: order saga. Idempotency key: order id.
/// Ordering: one final answer to an authorization, possibly after some <see cref="StepFailed"/>.
/// </summary>
[WireName("payment-authorized.v1")]
public sealed record PaymentAuthorized : OrderMessage
{
    /// <summary>The gateway's own reference of the charge; at most 64 characters.</summary>
    [FieldNumber(7)]
    public required string PaymentReference { get; init; }

    /// <summary>What was taken.</summary>
    [FieldNumber(8)]
    public required decimal Amount { get; init; }
}

/// <summary>
/// The gateway refused and a retry would not help. Sender: payment. Consumer: order saga.
/// Idempotency key: order id. Ordering: one final answer to an authorization.
/// </summary>
[WireName("payment-declined.v1")]
public sealed record PaymentDeclined : OrderMessage
{
    /// <summary>Why, for people; at most 200 characters.</summary>
    [FieldNumber(7)]
    public required string Reason { get; init; }
}

/// <summary>
/// The gateway holds nothing of the order's money, and will not. Sender: payment. Consumer: order saga.
/// Idempotency key: order id. Ordering: after everything else that payment says of the order.
/// </summary>
[WireName("payment-refunded.v1")]
public sealed record PaymentRefunded : OrderMessage
{
    /// <summary>What was given back; 0 when nothing had been taken.</summary>
    [FieldNumber(7)]
    public required decimal Amount { get; init; }
}

/// <summary>
/// A carrier takes the goods. Sender: shipment. Consumer: order saga. Idempotency key: order id.
/// Ordering: one answer to an arrangement.
/// </summary>
[WireName("shipment-arranged.v1")]
public sealed record ShipmentArranged : OrderMessage
{
    /// <summary>The carrier's number of the parcel; at most 64 characters.</summary>
    [FieldNumber(7)]
    public required string TrackingNumber { get; init; }
}

/// <summary>
/// No carrier takes the goods and a retry would not help. Sender: shipment. Consumer: order saga.
/// Idempotency key: order id. Ordering: one answer to an arrangement.
/// </summary>
[WireName("shipment-rejected.v1")]
public sealed record ShipmentRejected : OrderMessage
{
    /// <summary>Why, for people; at most 200 characters.</summary>
    [FieldNumber(7)]
    public required string Reason { get; init; }
}

/// <summary>
/// There is no shipment of the order any more, and there will be none. Sender: shipment. Consumer: order saga.
/// Idempotency key: order id. Ordering: after everything else that shipment says of the order.
/// </summary>
[WireName("shipment-cancelled.v1")]
public sealed record ShipmentCancelled : OrderMessage;

/// <summary>
/// One attempt of a step failed for a passing reason, or its outcome is not known yet. Sender: any participant.
/// Consumer: order saga, which retries with backoff and suspends the order after the last attempt.
/// Idempotency key: order id, step and attempt. Ordering: an answer for an earlier attempt is ignored.
/// </summary>
[WireName("step-failed.v1")]
public sealed record StepFailed : OrderMessage
{
    /// <summary>One of <see cref="OrderSteps"/>.</summary>
    [FieldNumber(7), PinnedValues(typeof(OrderSteps))]
    public required string Step { get; init; }

    /// <summary>The attempt that failed, as the command named it.</summary>
    [FieldNumber(8)]
    public required int Attempt { get; init; }

    /// <summary>Why, for operators; at most 200 characters; no secrets.</summary>
    [FieldNumber(9)]
    public required string Error { get; init; }
}
