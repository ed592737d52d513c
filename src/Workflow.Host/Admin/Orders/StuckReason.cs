using Workflow.Contracts;

namespace Workflow.Host.Admin.Orders;

/// <summary>Why an order does not go on by itself, for somebody who sees such an order for the first time.</summary>
/// <param name="Kind">Pinned name.</param>
/// <param name="Headline">What happened.</param>
/// <param name="Means">What that means for the customer and the money.</param>
/// <param name="Advice">What to do, first things first.</param>
internal sealed record StuckReason(string Kind, string Headline, string Means, IReadOnlyList<string> Advice);

/// <summary>What tells one reason from another.</summary>
/// <param name="Step">The step that failed; null when the order has not started.</param>
/// <param name="IsUnanswered">Whether its last attempt ended because nobody answered.</param>
/// <param name="PaymentStatus">What the payment participant knows; null when it knows nothing, or is elsewhere.</param>
/// <param name="HasDeadLetter">Whether one of the order's messages could not be handled.</param>
internal readonly record struct StuckSigns(string? Step, bool IsUnanswered, string? PaymentStatus, bool HasDeadLetter);

/// <summary>All reasons for which an order can be stuck, and how to tell them; <c>docs/operations.md</c> has the same table.</summary>
internal static class StuckReasons
{
    internal static readonly StuckReason StockFailed = new(
        "stock-failed", "The goods could not be reserved.",
        "Nothing was paid. The customer waits, and the goods may be sold to others meanwhile.",
        [
            "Look at the error and at stock, then retry: goods are reserved once, however often it is tried.",
            "If the goods are not to be had, compensate: the order ends as Rejected, and there is nothing to pay back.",
        ]);

    internal static readonly StuckReason PaymentFailed = new(
        "payment-failed", "The money could not be taken.",
        "The goods are set aside for the customer, who has not paid as far as is known. Should the gateway have taken the money unnoticed, that is found out by the order's own key, and nothing is taken twice.",
        [
            "Look whether the payment gateway works, then retry: it is never charged twice.",
            "If the customer paid in another way, skip with the reference of that payment.",
            "If not, compensate: the reserved goods are put back.",
        ]);

    internal static readonly StuckReason PaymentUnknown = new(
        "payment-unknown", "Nobody knows whether the customer's money was taken.",
        "The customer may have paid and have nothing for it yet. The goods are set aside. Whatever the gateway did, it is not charged a second time.",
        [
            "Wait for the gateway's answer if that is possible.",
            "Retry asks it now, by the same key: it is never charged twice.",
            "Skip only after you have seen the payment at the gateway yourself, with its reference there.",
            "Compensate gives back whatever was taken.",
        ]);

    internal static readonly StuckReason ShipmentFailed = new(
        "shipment-failed", "No carrier could be asked to take the parcel.",
        "The customer has paid and waits for the parcel. The goods are set aside.",
        [
            "Look whether the shipment service works, then retry.",
            "If the parcel was handed over by hand, skip with its tracking number.",
            "If it cannot be sent, compensate: the money is given back and the goods are put back.",
        ]);

    internal static readonly StuckReason ShipmentCancellationFailed = new(
        "shipment-cancellation-failed", "The parcel could not be called back.",
        "The order is to end, but its parcel may be on its way. The customer's money is still with us, and is given back after this step.",
        [
            "Retry once the shipment service works.",
            "If the carrier was told by hand, skip with the carrier's reference.",
        ]);

    internal static readonly StuckReason RefundFailed = new(
        "refund-failed", "The customer's money could not be given back, and is still with us.",
        "The order will not be delivered, and its customer waits for the money. The goods are still set aside.",
        [
            "Look whether the payment gateway works, then retry: it is never given back twice.",
            "If it was reversed by hand at the gateway, skip with the reference of that.",
        ]);

    internal static readonly StuckReason StockReleaseFailed = new(
        "stock-release-failed", "The goods could not be put back, and are still reserved.",
        "The customer has nothing to wait for: what was paid has been given back. Only the goods cannot be sold to others.",
        [
            "Retry once stock works.",
            "If they were put back by hand, skip with a reference.",
        ]);

    internal static readonly StuckReason NoAnswer = new(
        "no-answer", "A service does not answer.",
        "The service may have done its part or not, and the customer waits. What it has done it does not do again when it is asked again.",
        [
            "Look whether the service that consumes the queue runs, and whether the queue grows (participants, instances).",
            "Once it is back, retry. A late answer takes the order on by itself.",
            "If it will not come back, do the step by hand and skip with the proof, or compensate.",
        ]);

    internal static readonly StuckReason PoisonMessage = new(
        "poison-message", "A message of this order could not be handled.",
        "The order stays where it is, with the goods and the money as they are, until the message is mended. Nothing is lost: the message is kept.",
        [
            "Open the dead letter and read its error.",
            "If the message itself is wrong, edit it and resend it; if its consumer was, resend it once that is repaired.",
            "If the order was suspended meanwhile, the resent answer takes it on from there; otherwise retry the step.",
        ]);

    internal static readonly StuckReason NotStarted = new(
        "not-started", "The order has not started yet.",
        "The customer's order is safe. Nothing is reserved and nothing was paid.",
        [
            "It starts by itself, usually within a second.",
            "If it stays so, look at the outbox and at the instances: either there is more work than the hosts can do, or none of them runs.",
        ]);

    /// <summary>All of them, in the order of the document.</summary>
    internal static IReadOnlyList<StuckReason> All { get; } =
    [
        NotStarted, StockFailed, PaymentFailed, PaymentUnknown, ShipmentFailed, ShipmentCancellationFailed, RefundFailed, StockReleaseFailed,
        NoAnswer, PoisonMessage,
    ];

    /// <summary>The reason behind <paramref name="signs"/>; what has to be mended first comes first.</summary>
    internal static StuckReason Of(StuckSigns signs) => signs switch
    {
        { HasDeadLetter: true } => PoisonMessage,
        { Step: null } => NotStarted,
        // An intent without an answer may have reached the gateway; one that the gateway refused has taken nothing.
        { Step: OrderSteps.Payment, PaymentStatus: "Unknown" } or { Step: OrderSteps.Payment, PaymentStatus: "Pending", IsUnanswered: true } => PaymentUnknown,
        { IsUnanswered: true } => NoAnswer,
        { Step: OrderSteps.Stock } => StockFailed,
        { Step: OrderSteps.Payment } => PaymentFailed,
        { Step: OrderSteps.Shipment } => ShipmentFailed,
        { Step: OrderSteps.ShipmentCancellation } => ShipmentCancellationFailed,
        { Step: OrderSteps.Refund } => RefundFailed,
        { Step: OrderSteps.StockRelease } => StockReleaseFailed,
        _ => throw new ArgumentOutOfRangeException(nameof(signs), signs.Step, "Not a step of the workflow."),
    };

    /// <summary>How things are with goods and money at a step that nobody knows the end of.</summary>
    internal static string Standing(string? step) => step switch
    {
        OrderSteps.Stock => "Nothing was paid.",
        OrderSteps.Payment => "The goods are set aside; whether the money was taken is not certain.",
        OrderSteps.Shipment => "The customer has paid, and the goods are set aside.",
        OrderSteps.ShipmentCancellation => "The customer's money is still with us; the parcel may be on its way.",
        OrderSteps.Refund => "The customer's money may still be with us.",
        OrderSteps.StockRelease => "What was paid has been given back; the goods may still be reserved.",
        _ => "Nothing is reserved and nothing was paid.",
    };
}
