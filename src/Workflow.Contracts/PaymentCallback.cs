namespace Workflow.Contracts;

/// <summary>
/// Somebody outside says what became of a payment. Nothing of it is believed: it makes payment ask the gateway.
/// Sender: the payment gateway, over HTTP or the exchange <c>payment.callbacks</c>. Consumer: payment, from the queue
/// <c>payment-callbacks</c>. Idempotency key: message id; another callback for the same payment only asks again.
/// Ordering: none.
/// </summary>
[WireName("payment-callback.v1")]
public sealed record PaymentCallback : OrderMessage
{
    /// <summary>One of <see cref="PayStatuses"/>; anything else makes the message a dead letter.</summary>
    [FieldNumber(7), PinnedValues(typeof(PayStatuses))]
    public required string PayStatus { get; init; }

    /// <summary>The gateway's reference of the charge, for people; null when it has none.</summary>
    [FieldNumber(8)]
    public string? Reference { get; init; }

    /// <summary>The amount that the sender names, for people; null when it names none.</summary>
    [FieldNumber(9)]
    public decimal? Amount { get; init; }
}

/// <summary>Pinned values of <see cref="PaymentCallback.PayStatus"/>, which are also the routing keys of callbacks.</summary>
public static class PayStatuses
{
    /// <summary>The money was taken.</summary>
    public const string Success = "SUCCESS";

    /// <summary>The money was refused.</summary>
    public const string Failed = "FAILED";

    /// <summary>Not decided yet: there is nothing to ask for.</summary>
    public const string Pending = "PENDING";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Success, Failed, Pending];
}
