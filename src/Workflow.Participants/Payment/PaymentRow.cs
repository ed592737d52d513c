namespace Workflow.Participants.Payment;

/// <summary>What is known of an order's payment; one for each order.</summary>
internal sealed record PaymentRow(
    string Status, decimal Amount, string Currency, decimal Captured = 0, decimal Refunded = 0, string? Reference = null, string? Reason = null)
{
    /// <summary>A refund that came first: an authorization that arrives later finds it and does nothing.</summary>
    public static PaymentRow Barrier { get; } = new(PaymentStatus.Reversed, 0, "XXX");

    /// <summary>Whether a charge may be under way that nobody here knows the outcome of.</summary>
    public bool IsOpen => Status is PaymentStatus.Pending or PaymentStatus.Unknown;

    /// <summary>Whether the gateway has still to be asked for something.</summary>
    public bool IsOwed => IsOpen || Status == PaymentStatus.Reversing;
}
