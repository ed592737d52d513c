using Workflow.Contracts;

namespace Workflow.Participants.Payment;

/// <summary>What payment answers.</summary>
internal enum PaymentReply
{
    /// <summary>Nothing: the saga has moved on.</summary>
    None,

    /// <summary><see cref="PaymentAuthorized"/>.</summary>
    Authorized,

    /// <summary><see cref="PaymentDeclined"/>.</summary>
    Declined,

    /// <summary><see cref="PaymentRefunded"/>.</summary>
    Refunded,

    /// <summary><see cref="StepFailed"/>.</summary>
    Failed,
}

/// <summary>The row as it shall be, and what is answered.</summary>
internal readonly record struct PaymentDecision(PaymentRow Row, PaymentReply Reply, string? Error = null);

/// <summary>What each half of a command means to a payment, as pure functions of its row and the gateway's answer.</summary>
internal static class PaymentDecisions
{
    private const string WillAsk = "; the outcome is unknown and will be asked for";

    /// <summary>Whether a row found before a charge calls for the gateway: the outcome is not known yet.</summary>
    public static bool NeedsCharge(PaymentRow? found) => found is null or { IsOpen: true };

    /// <summary>Whether a row found before a refund calls for the gateway: money may have been taken.</summary>
    public static bool NeedsReversal(PaymentRow? found) =>
        found is { IsOpen: true } or { Status: PaymentStatus.Captured or PaymentStatus.Reversing };

    /// <summary>An intent leaves alone what is there.</summary>
    public static PaymentRow PlanCharge(PaymentRow? row, PaymentRow planned) => row ?? planned;

    /// <summary>Bars every charge that may still come; a decline took nothing and needs no undoing.</summary>
    public static PaymentRow PlanRefund(PaymentRow? row) => row switch
    {
        null => PaymentRow.Barrier,
        { IsOpen: true } or { Status: PaymentStatus.Captured } => row with { Status = PaymentStatus.Reversing },
        _ => row,
    };

    /// <summary>
    /// Records the outcome of a charge, unless it is known already; then that is answered again. A payment that is on
    /// its way back is left alone: the refund settles it, and the saga does not wait for this answer any more.
    /// </summary>
    public static PaymentDecision RecordCharge(PaymentRow row, GatewayAnswer answer) => row.Status switch
    {
        PaymentStatus.Captured => new(row, PaymentReply.Authorized),
        PaymentStatus.Declined => new(row, PaymentReply.Declined),
        PaymentStatus.Reversing or PaymentStatus.Reversed => new(row, PaymentReply.None),
        _ => RecordOpenCharge(row, answer),
    };

    /// <summary>Records the outcome of a refund, or answers again what is known.</summary>
    public static PaymentDecision RecordRefund(PaymentRow row, GatewayAnswer answer) => row.Status switch
    {
        PaymentStatus.Reversed or PaymentStatus.Declined => new(row, PaymentReply.Refunded),
        PaymentStatus.Reversing when answer.Outcome == GatewayOutcome.Reversed => new(Reversed(row, answer), PaymentReply.Refunded),
        _ => new(row, PaymentReply.Failed, answer.Reason ?? $"the gateway's answer to a reversal is '{answer.Outcome}'"),
    };

    /// <summary>
    /// Records what the gateway says of a payment that nobody's command waits for. What it does not settle stays as it
    /// is and is asked again later; in particular nothing is charged here, for the saga may have given the charge up.
    /// What was settled before has been answered by who settled it.
    /// </summary>
    public static PaymentDecision Reconcile(PaymentRow row, GatewayAnswer answer) => answer.Outcome switch
    {
        GatewayOutcome.Captured or GatewayOutcome.Declined or GatewayOutcome.Reversed when row.IsOpen => RecordOpenCharge(row, answer),
        GatewayOutcome.Reversed when row.Status == PaymentStatus.Reversing => new(Reversed(row, answer), PaymentReply.Refunded),
        _ => new(row, PaymentReply.None),
    };

    private static PaymentDecision RecordOpenCharge(PaymentRow row, GatewayAnswer answer) => answer.Outcome switch
    {
        GatewayOutcome.Captured => new(
            row with { Status = PaymentStatus.Captured, Captured = answer.Captured, Reference = answer.Reference, Reason = null },
            PaymentReply.Authorized),
        GatewayOutcome.Declined => new(
            row with { Status = PaymentStatus.Declined, Reason = answer.Reason ?? "Declined by the payment gateway." },
            PaymentReply.Declined),
        // Only a refund reverses; the one that did it, here or at another instance, answers for it.
        GatewayOutcome.Reversed => new(Reversed(row, answer), PaymentReply.None),
        GatewayOutcome.Unknown => new(row with { Status = PaymentStatus.Unknown }, PaymentReply.Failed, answer.Reason + WillAsk),
        _ => new(row, PaymentReply.Failed, answer.Reason ?? "the gateway has not been asked"),
    };

    private static PaymentRow Reversed(PaymentRow row, GatewayAnswer answer) => row with
    {
        Status = PaymentStatus.Reversed,
        Captured = answer.Captured,
        Refunded = answer.Refunded,
        Reference = answer.Reference ?? row.Reference,
    };
}
