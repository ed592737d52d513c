using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>Where an order stands, in words for somebody who sees such an order for the first time.</summary>
/// <param name="Kind">Pinned name of the situation.</param>
/// <param name="Headline">What is the matter.</param>
/// <param name="Why">What led to it.</param>
/// <param name="Next">What happens by itself, and when; or that nothing does.</param>
/// <param name="Advice">What to look at and do, first things first.</param>
internal sealed record OrderExplanation(string Kind, string Headline, string Why, string Next, IReadOnlyList<string> Advice)
{
    private const string NothingHappens = "Nothing happens by itself: the order waits for an operator. An answer that comes late is still taken.";

    /// <summary>Explains.</summary>
    internal static OrderExplanation Of(OrderFacts facts) => facts.Order.State switch
    {
        _ when facts.OpenDeadLetters > 0 && !OrderStates.IsTerminal(facts.Order.State) => Poison(facts),
        OrderStates.Submitted => new("not-started", "The order has not started yet.", "It was accepted, and its first message waits to be handled.",
            "It starts by itself, usually within a second.", ["If it stays so, look at the outbox and at the instances."]),
        OrderStates.Suspended => Suspended(facts),
        OrderStates.Completed => Ended("completed", "The order is complete.", "Goods, payment and shipment succeeded."),
        OrderStates.Cancelled or OrderStates.Rejected => Ended(
            "ended", $"The order has ended: {facts.Order.State}.", $"{facts.Order.Reason ?? "No reason was given."} What had been done was undone."),
        _ => Running(facts),
    };

    private static OrderExplanation Ended(string kind, string headline, string why) => new(kind, headline, why, "Nothing more happens.", []);

    private static OrderExplanation Running(OrderFacts facts) => facts.Order.RetryAt is { } retry
        ? new("retrying", $"The order waits for attempt {facts.Order.Attempt + 1} of {facts.MaxAttempts} of the step {facts.Order.Step}.",
            $"The last attempt failed: {facts.Order.LastError}", $"The next attempt starts at {Time(retry)}.",
            ["If the cause is gone, retry starts it now."])
        : new("running", $"The order waits for {Answers(facts.Order.Step)}.", $"The step {facts.Order.Step} is in attempt {facts.Order.Attempt} of {facts.MaxAttempts}.",
            facts.DeadlineAt is { } deadline ? $"Without an answer by {Time(deadline)} the attempt counts as failed." : "The answer ends the wait.", []);

    private static OrderExplanation Poison(OrderFacts facts) => new(
        "poison-message", $"A message of this order could not be handled, so the order does not go on from {facts.Order.State}.",
        $"{facts.OpenDeadLetters} of its messages {(facts.OpenDeadLetters == 1 ? "is a dead letter" : "are dead letters")}: {facts.DeadLetterError ?? "see there"}.",
        facts.Order.State == OrderStates.Suspended ? NothingHappens : "The step's deadline and attempts go on; when they are used up the order is suspended.",
        [
            "Open the dead letter and read its error.",
            "If the message itself is wrong, edit it and resend it; if its consumer was, resend it once that is repaired.",
            "If the order was suspended meanwhile, the resent answer takes it on from there; otherwise retry the step.",
        ]);

    private static OrderExplanation Suspended(OrderFacts facts)
    {
        var step = facts.Order.Step!;
        if (step == OrderSteps.Payment && facts.PaymentStatus is "Unknown" or "Pending")
            return UnknownPayment(facts);
        if (facts.IsUnanswered)
            return Unanswered(facts);
        return step switch
        {
            OrderSteps.Stock => Failed("stock-failed", facts, "The goods could not be reserved", ["Look at the error and at stock; then retry.",
                "If the goods are not to be had, compensate: nothing was paid yet."]),
            OrderSteps.Payment => Failed("payment-failed", facts, "The money could not be taken", ["Look whether the payment gateway works; then retry: it is never charged twice.",
                "If the customer paid in another way, skip with the reference of that payment.", "If not, compensate: the reserved goods are put back."]),
            OrderSteps.Shipment => Failed("shipment-failed", facts, "No carrier could be asked to take the parcel", ["Look whether the shipment service works; then retry.",
                "If the parcel was handed over by hand, skip with its tracking number.", "If it cannot be sent, compensate: the money is given back and the goods are put back."]),
            OrderSteps.ShipmentCancellation => Failed("shipment-cancellation-failed", facts, "The parcel could not be called back", ["Retry once the shipment service works.",
                "If the carrier was told by hand, skip with the carrier's reference."]),
            OrderSteps.Refund => Failed("refund-failed", facts, "The customer's money could not be given back, and is still with us", ["Look whether the payment gateway works; then retry: it is never given back twice.",
                "If it was reversed by hand at the gateway, skip with the reference of that."]),
            _ => Failed("stock-release-failed", facts, "The goods could not be put back, and are still reserved", ["Retry once stock works.",
                "If they were put back by hand, skip with a reference."]),
        };
    }

    private static OrderExplanation Failed(string kind, OrderFacts facts, string headline, string[] advice) => new(
        kind, headline + ".", $"All {facts.Order.Attempt} attempts of the step {facts.Order.Step} failed, the last one with: {facts.Order.LastError}", NothingHappens, advice);

    private static OrderExplanation UnknownPayment(OrderFacts facts) => new(
        "payment-unknown", "Nobody knows whether the customer's money was taken.",
        $"The gateway was asked and its answer did not come: {facts.Order.LastError}",
        facts.ReconcileAt is { } at
            ? $"The gateway is asked about this payment at {Time(at)}, and again until it knows; what it says takes the order on. It is not charged a second time."
            : "The gateway is asked about this payment again until it knows; what it says takes the order on. It is not charged a second time.",
        [
            "Wait for the gateway's answer if that is possible.",
            "Retry asks it now, by the same key: it is never charged twice.",
            "Skip only after you have seen the payment at the gateway yourself, with its reference there.",
            "Compensate gives back whatever was taken.",
        ]);

    private static OrderExplanation Unanswered(OrderFacts facts) => new(
        "no-answer", $"The service for the step {facts.Order.Step} does not answer.",
        $"The command was sent {facts.Order.Attempt} times to the queue {QueueOf(facts.Order.Step)}, and no answer came in time ({facts.Order.LastError}).", NothingHappens,
        [
            $"Look whether the service that consumes {QueueOf(facts.Order.Step)} runs, and whether its queue grows (participants, instances).",
            "Once it is back, retry: what it had done already it does not do again. A late answer takes the order on by itself.",
        ]);

    private static string Answers(string? step) => step is null ? "its end" : $"the answer to the step {step} from the queue {QueueOf(step)}";

    /// <summary>The queue of the participant that does <paramref name="step"/>.</summary>
    internal static string QueueOf(string? step) => step switch
    {
        OrderSteps.Stock or OrderSteps.StockRelease => OrderQueues.Stock,
        OrderSteps.Payment or OrderSteps.Refund => OrderQueues.Payment,
        _ => OrderQueues.Shipment,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What an explanation is made of.</summary>
/// <param name="Order">The order as its history tells.</param>
internal sealed record OrderFacts(OrderSnapshot Order)
{
    /// <summary>How many attempts its step has.</summary>
    internal int MaxAttempts { get; init; }

    /// <summary>When the awaited answer is overdue.</summary>
    internal DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Whether the last attempt ended because nobody answered.</summary>
    internal bool IsUnanswered { get; init; }

    /// <summary>Its messages that nobody could handle.</summary>
    internal int OpenDeadLetters { get; init; }

    /// <summary>The error of the last of them.</summary>
    internal string? DeadLetterError { get; init; }

    /// <summary>What the payment participant knows; null when it was never asked, or is elsewhere.</summary>
    internal string? PaymentStatus { get; init; }

    /// <summary>When the gateway is asked about the payment next.</summary>
    internal DateTimeOffset? ReconcileAt { get; init; }
}
