namespace Workflow.Contracts;

/// <summary>
/// The gateway took the money. Sender: payment. Consumer: anyone.
/// Idempotency key: message id. Ordering: once a payment, never beside <see cref="PaymentFailed"/>. A charge that is
/// taken back before anybody learnt of its success has neither.
/// </summary>
[WireName("payment-succeeded.v1"), RoutingKey("payment.succeeded")]
public sealed record PaymentSucceeded : OrderMessage
{
    /// <summary>The gateway's reference of the charge; the order id when the gateway gave none.</summary>
    [FieldNumber(7)]
    public required string PaymentReference { get; init; }

    /// <summary>What was taken.</summary>
    [FieldNumber(8)]
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code of the amount.</summary>
    [FieldNumber(9)]
    public required string Currency { get; init; }

    /// <summary>When it became known, UTC.</summary>
    [FieldNumber(10)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// The gateway refused for good; nothing was taken. Sender: payment. Consumer: anyone.
/// Idempotency key: message id. Ordering: once a payment, never beside <see cref="PaymentSucceeded"/>.
/// </summary>
[WireName("payment-failed.v1"), RoutingKey("payment.failed")]
public sealed record PaymentFailed : OrderMessage
{
    /// <summary>Why, for people; at most 200 characters.</summary>
    [FieldNumber(7)]
    public required string Reason { get; init; }

    /// <summary>When it became known, UTC.</summary>
    [FieldNumber(8)]
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// A product runs short: this order's reservation brought what is left to the level or below it. Sender: stock.
/// Consumer: anyone. Idempotency key: message id. Ordering: once a crossing; again only after goods came in or back.
/// </summary>
[WireName("inventory-low.v1"), RoutingKey("inventory.low")]
public sealed record InventoryLow : OrderMessage
{
    /// <summary>The product.</summary>
    [FieldNumber(7)]
    public required string Sku { get; init; }

    /// <summary>Pieces that are left for other orders.</summary>
    [FieldNumber(8)]
    public required long Available { get; init; }

    /// <summary>The level of <c>Stock:LowLevel</c> that was crossed.</summary>
    [FieldNumber(9)]
    public required long Level { get; init; }

    /// <summary>When, UTC.</summary>
    [FieldNumber(10)]
    public required DateTimeOffset OccurredAt { get; init; }
}
