namespace Workflow.Contracts;

/// <summary>
/// An order entered the workflow. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: first event of its order.
/// </summary>
[WireName("order-submitted.v1"), RoutingKey("order.created")]
public sealed record OrderSubmitted : OrderMessage
{
    /// <summary>The shop's own number of the order; null when it gave none.</summary>
    [FieldNumber(7)]
    public string? Reference { get; init; }

    /// <summary>The shop's customer; null for a guest.</summary>
    [FieldNumber(8)]
    public string? CustomerId { get; init; }

    /// <summary>ISO 4217 code of the total.</summary>
    [FieldNumber(9)]
    public required string Currency { get; init; }

    /// <summary>What the order costs.</summary>
    [FieldNumber(10)]
    public required decimal Total { get; init; }

    /// <summary>Number of lines, 1 to 2,000.</summary>
    [FieldNumber(11)]
    public required int LineCount { get; init; }

    /// <summary>When the saga started, UTC.</summary>
    [FieldNumber(12)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// Everything that was ordered is set aside. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: once an order, before <see cref="OrderPaid"/>.
/// </summary>
[WireName("order-stock-reserved.v1"), RoutingKey("order.stock-reserved")]
public sealed record OrderStockReserved : OrderMessage
{
    /// <summary>When, UTC.</summary>
    [FieldNumber(7)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// The order is paid. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: once an order, after <see cref="PaymentSucceeded"/> if payment took the money.
/// </summary>
[WireName("order-paid.v1"), RoutingKey("order.paid")]
public sealed record OrderPaid : OrderMessage
{
    /// <summary>The gateway's reference of the charge, or the operator's when the payment was skipped.</summary>
    [FieldNumber(7)]
    public string? PaymentReference { get; init; }

    /// <summary>When, UTC.</summary>
    [FieldNumber(8)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// A carrier has the parcel. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: once an order, before <see cref="OrderCompleted"/>.
/// </summary>
[WireName("order-shipped.v1"), RoutingKey("order.shipped")]
public sealed record OrderShipped : OrderMessage
{
    /// <summary>The carrier's number of the parcel, or the operator's when the shipment was skipped.</summary>
    [FieldNumber(7)]
    public string? TrackingNumber { get; init; }

    /// <summary>When, UTC.</summary>
    [FieldNumber(8)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// Everything succeeded. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: last event of its order.
/// </summary>
[WireName("order-completed.v1"), RoutingKey("order.completed")]
public sealed record OrderCompleted : OrderMessage
{
    /// <summary>The gateway's reference of the charge; null when an operator skipped the payment.</summary>
    [FieldNumber(7)]
    public string? PaymentReference { get; init; }

    /// <summary>The carrier's number of the parcel.</summary>
    [FieldNumber(8)]
    public string? TrackingNumber { get; init; }

    /// <summary>When it ended, UTC.</summary>
    [FieldNumber(9)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// A participant or an operator said no, and everything done before is undone. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: last event of its order.
/// </summary>
[WireName("order-rejected.v1"), RoutingKey("order.rejected")]
public sealed record OrderRejected : OrderMessage
{
    /// <summary>Why, for people.</summary>
    [FieldNumber(7)]
    public required string Reason { get; init; }

    /// <summary>When it ended, UTC.</summary>
    [FieldNumber(8)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// The customer changed their mind, and everything done before is undone. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: last event of its order.
/// </summary>
[WireName("order-cancelled.v1"), RoutingKey("order.cancelled")]
public sealed record OrderCancelled : OrderMessage
{
    /// <summary>Why, as the customer gave it; null when they gave no reason.</summary>
    [FieldNumber(7)]
    public string? Reason { get; init; }

    /// <summary>When it ended, UTC.</summary>
    [FieldNumber(8)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// A step is out of attempts; an operator has to decide. Sender: order saga. Consumer: anyone.
/// Idempotency key: message id. Ordering: the order may go on afterwards.
/// </summary>
[WireName("order-suspended.v1"), RoutingKey("order.suspended")]
public sealed record OrderSuspended : OrderMessage
{
    /// <summary>The step that failed, one of <see cref="OrderSteps"/>.</summary>
    [FieldNumber(7), PinnedValues(typeof(OrderSteps))]
    public required string Step { get; init; }

    /// <summary>The last error, for operators.</summary>
    [FieldNumber(8)]
    public required string Error { get; init; }

    /// <summary>When, UTC.</summary>
    [FieldNumber(9)]
    public required DateTimeOffset OccurredAt { get; init; }
}
