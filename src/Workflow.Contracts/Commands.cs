namespace Workflow.Contracts;

/// <summary>
/// Start the workflow of an accepted order. Sender: intake, after validation. Consumer: order saga.
/// Idempotency key: <see cref="OrderMessage.OrderId"/>, one saga an order. Ordering: first message of its order.
/// </summary>
[WireName("submit-order.v1")]
public sealed record SubmitOrder : OrderMessage
{
    /// <summary>The shop's own number of the order, for people; at most 64 characters; null when it gave none.</summary>
    [FieldNumber(7)]
    public string? Reference { get; init; }

    /// <summary>The shop's customer; null for a guest; at most 64 characters.</summary>
    [FieldNumber(8)]
    public string? CustomerId { get; init; }

    /// <summary>Destination of the goods, as the shop writes it; at most 64 characters; null when not given.</summary>
    [FieldNumber(9)]
    public string? Country { get; init; }

    /// <summary>ISO 4217 code of all prices.</summary>
    [FieldNumber(10)]
    public required string Currency { get; init; }

    /// <summary>Sum over the lines of quantity times unit price; greater than 0.</summary>
    [FieldNumber(11)]
    public required decimal Total { get; init; }

    /// <summary>When the request was accepted, UTC.</summary>
    [FieldNumber(12)]
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>1 to 2,000 lines.</summary>
    [FieldNumber(13)]
    public required IReadOnlyList<OrderLine> Lines { get; init; }
}

/// <summary>
/// Cancel an order at the customer's wish. Sender: intake. Consumer: order saga.
/// Idempotency key: order id; a second cancellation changes nothing. Ordering: may overtake answers still on
/// their way, which are then undone or ignored. It has no effect on an order that has ended.
/// </summary>
[WireName("cancel-order.v1")]
public sealed record CancelOrder : OrderMessage
{
    /// <summary>Why, for people; at most 200 characters.</summary>
    [FieldNumber(7)]
    public string? Reason { get; init; }
}

/// <summary>
/// Reserve all lines or none. Sender: order saga. Consumer: stock; answers <see cref="StockReserved"/>,
/// <see cref="StockRejected"/> or, for a passing fault, <see cref="StepFailed"/>.
/// Idempotency key: order id, one reservation an order: a repeat gets the first answer again.
/// Ordering: before <see cref="ReleaseStock"/> and <see cref="CommitStock"/>; after a release it does nothing.
/// </summary>
[WireName("reserve-stock.v1")]
public sealed record ReserveStock : OrderMessage
{
    /// <summary>1 for the first try of this step, counted up by one for each retry.</summary>
    [FieldNumber(7)]
    public required int Attempt { get; init; }

    /// <summary>What to reserve; one SKU may stand on several lines.</summary>
    [FieldNumber(8)]
    public required IReadOnlyList<ItemQuantity> Items { get; init; }
}

/// <summary>
/// Put a reservation back. Sender: order saga. Consumer: stock; answers <see cref="StockReleased"/>.
/// Idempotency key: order id. Ordering: may arrive before its <see cref="ReserveStock"/>, which then does nothing.
/// </summary>
[WireName("release-stock.v1")]
public sealed record ReleaseStock : OrderMessage
{
    /// <summary>1 for the first try of this step, counted up by one for each retry.</summary>
    [FieldNumber(7)]
    public required int Attempt { get; init; }
}

/// <summary>
/// Turn a reservation into a sale: the goods have left. Sender: order saga, when the order completes.
/// Consumer: stock; no answer. Idempotency key: order id. Ordering: after <see cref="StockReserved"/>.
/// </summary>
[WireName("commit-stock.v1")]
public sealed record CommitStock : OrderMessage;

/// <summary>
/// Take the order's total. Sender: order saga. Consumer: payment; answers <see cref="PaymentAuthorized"/>,
/// <see cref="PaymentDeclined"/> or, for a passing fault or an outcome not yet known, <see cref="StepFailed"/>.
/// Idempotency key: order id, which is also the key at the payment gateway: an order is charged once at most.
/// Ordering: before <see cref="RefundPayment"/>; after a refund it does nothing.
/// </summary>
[WireName("authorize-payment.v1")]
public sealed record AuthorizePayment : OrderMessage
{
    /// <summary>1 for the first try of this step, counted up by one for each retry.</summary>
    [FieldNumber(7)]
    public required int Attempt { get; init; }

    /// <summary>Amount to take, in <see cref="Currency"/>; greater than 0.</summary>
    [FieldNumber(8)]
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    [FieldNumber(9)]
    public required string Currency { get; init; }

    /// <summary>The shop's customer; null for a guest.</summary>
    [FieldNumber(10)]
    public string? CustomerId { get; init; }
}

/// <summary>
/// Give back whatever was taken, and see to it that nothing is taken later. Sender: order saga.
/// Consumer: payment; answers <see cref="PaymentRefunded"/> or <see cref="StepFailed"/>.
/// Idempotency key: order id. Ordering: may arrive before its <see cref="AuthorizePayment"/>, which then does nothing.
/// </summary>
[WireName("refund-payment.v1")]
public sealed record RefundPayment : OrderMessage
{
    /// <summary>1 for the first try of this step, counted up by one for each retry.</summary>
    [FieldNumber(7)]
    public required int Attempt { get; init; }
}

/// <summary>
/// Hand the goods to a carrier. Sender: order saga. Consumer: shipment; answers <see cref="ShipmentArranged"/>,
/// <see cref="ShipmentRejected"/> or <see cref="StepFailed"/>. Idempotency key: order id, one shipment an order.
/// Ordering: before <see cref="CancelShipment"/>; after a cancellation it does nothing.
/// </summary>
[WireName("arrange-shipment.v1")]
public sealed record ArrangeShipment : OrderMessage
{
    /// <summary>1 for the first try of this step, counted up by one for each retry.</summary>
    [FieldNumber(7)]
    public required int Attempt { get; init; }

    /// <summary>Destination, as the shop wrote it; null when it gave none.</summary>
    [FieldNumber(8)]
    public string? Country { get; init; }

    /// <summary>What to ship.</summary>
    [FieldNumber(9)]
    public required IReadOnlyList<ItemQuantity> Items { get; init; }
}

/// <summary>
/// Call a shipment back. Sender: order saga. Consumer: shipment; answers <see cref="ShipmentCancelled"/>.
/// Idempotency key: order id. Ordering: may arrive before its <see cref="ArrangeShipment"/>, which then does nothing.
/// </summary>
[WireName("cancel-shipment.v1")]
public sealed record CancelShipment : OrderMessage
{
    /// <summary>1 for the first try of this step, counted up by one for each retry.</summary>
    [FieldNumber(7)]
    public required int Attempt { get; init; }
}
