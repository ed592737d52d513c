namespace Workflow.Participants.Payment;

/// <summary>The payment of one order: the intent before the call to the gateway, the answer after it.</summary>
internal sealed class Payment
{
    /// <summary>The order; also the idempotency key at the gateway.</summary>
    public Guid OrderId { get; init; }

    /// <summary>One of <see cref="PaymentStatus"/>.</summary>
    public string Status { get; set; } = "";

    /// <summary>What is to be charged.</summary>
    public decimal Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "";

    /// <summary>What the gateway took.</summary>
    public decimal Captured { get; set; }

    /// <summary>What the gateway gave back; never more than it took.</summary>
    public decimal Refunded { get; set; }

    /// <summary>The gateway's reference of the charge; null before it is known.</summary>
    public string? Reference { get; set; }

    /// <summary>Why it was declined; null otherwise.</summary>
    public string? Reason { get; set; }

    /// <summary>W3C trace id of the order.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Business type of the order.</summary>
    public string BusinessType { get; init; } = "";

    /// <summary>When the intent was written, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the status last changed, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When the gateway is asked next, UTC, as long as the status is open or on its way back.</summary>
    public DateTimeOffset ReconcileAt { get; set; }
}

/// <summary>Pinned names of what a payment can be.</summary>
internal static class PaymentStatus
{
    public const string Pending = "Pending";
    public const string Unknown = "Unknown";
    public const string Captured = "Captured";
    public const string Declined = "Declined";
    public const string Reversing = "Reversing";
    public const string Reversed = "Reversed";
}
