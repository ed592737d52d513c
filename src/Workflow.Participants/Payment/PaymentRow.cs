namespace Workflow.Participants.Payment;

/// <summary>Stored states of a payment.</summary>
internal static class PaymentStatus
{
    /// <summary>The intent is written; a charge may be on its way.</summary>
    public const string Pending = "Pending";

    /// <summary>A charge was sent and nobody answered: the gateway has to be asked.</summary>
    public const string Unknown = "Unknown";

    public const string Captured = "Captured";

    public const string Declined = "Declined";

    /// <summary>It is decided that the money goes back; from here on no charge is recorded any more.</summary>
    public const string Reversing = "Reversing";

    public const string Reversed = "Reversed";
}

/// <summary>What is known of an order's payment; one for each order.</summary>
internal sealed record PaymentRow(
    string Status, decimal Amount, string Currency, decimal Captured = 0, decimal Refunded = 0, string? Reference = null, string? Reason = null)
{
    /// <summary>A refund that came first: an authorization that arrives later finds it and does nothing.</summary>
    public static PaymentRow Barrier { get; } = new(PaymentStatus.Reversed, 0, "XXX");

    /// <summary>Whether a charge may be under way that nobody here knows the outcome of.</summary>
    public bool IsOpen => Status is PaymentStatus.Pending or PaymentStatus.Unknown;
}
