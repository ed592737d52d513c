using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>Where an order stands, in words for somebody who sees such an order for the first time.</summary>
/// <param name="Kind">Pinned name of the situation; that of a <see cref="StuckReason"/> when it does not go on by itself.</param>
/// <param name="Headline">What is the matter.</param>
/// <param name="Why">What led to it.</param>
/// <param name="Means">What it means for the customer and the money; absent when nothing is the matter.</param>
/// <param name="Next">What happens by itself, and when; or that nothing does.</param>
/// <param name="Advice">What to look at and do, first things first.</param>
internal sealed record OrderExplanation(string Kind, string Headline, string Why, string? Means, string Next, IReadOnlyList<string> Advice)
{
    private const string NothingHappens = "Nothing happens by itself: the order waits for an operator. An answer that comes late is still taken.";

    /// <summary>Explains.</summary>
    internal static OrderExplanation Of(OrderFacts facts) => facts.Order.State switch
    {
        OrderStates.Completed => Ended("completed", "The order is complete.", "Goods, payment and shipment succeeded."),
        OrderStates.Cancelled or OrderStates.Rejected => Ended(
            "ended", $"The order has ended: {facts.Order.State}.", $"{facts.Order.Reason ?? "No reason was given."} What had been done was undone."),
        OrderStates.Submitted or OrderStates.Suspended => Stuck(facts),
        _ => facts.OpenDeadLetters > 0 ? Stuck(facts) : Running(facts),
    };

    private static OrderExplanation Ended(string kind, string headline, string why) => new(kind, headline, why, null, "Nothing more happens.", []);

    private static OrderExplanation Running(OrderFacts facts) => facts.Order.RetryAt is { } retry
        ? new("retrying", $"The order waits for attempt {facts.Order.Attempt + 1} of {facts.MaxAttempts} of the step {facts.Order.Step}.",
            $"The last attempt failed: {facts.Order.LastError}", StuckReasons.Standing(facts.Order.Step), $"The next attempt starts at {Time(retry)}.",
            ["If the cause is gone, retry starts it now."])
        : new("running", $"The order waits for {Answers(facts.Order.Step)}.", $"The step {facts.Order.Step} is in attempt {facts.Order.Attempt} of {facts.MaxAttempts}.",
            null, facts.DeadlineAt is { } deadline ? $"Without an answer by {Time(deadline)} the attempt counts as failed." : "The answer ends the wait.", []);

    private static OrderExplanation Stuck(OrderFacts facts)
    {
        var reason = StuckReasons.Of(facts.Signs);
        var isOfAnyStep = reason == StuckReasons.NoAnswer || reason == StuckReasons.PoisonMessage;
        return new OrderExplanation(
            reason.Kind, reason.Headline, WhyOf(reason, facts), isOfAnyStep ? $"{StuckReasons.Standing(facts.Order.Step)} {reason.Means}" : reason.Means,
            NextOf(reason, facts), reason.Advice);
    }

    private static string WhyOf(StuckReason reason, OrderFacts facts)
    {
        if (reason == StuckReasons.PoisonMessage)
            return $"{facts.OpenDeadLetters} of its messages {(facts.OpenDeadLetters == 1 ? "is a dead letter" : "are dead letters")}: {facts.DeadLetterError ?? "see there"}. The order does not go on from {facts.Order.State}.";
        if (reason == StuckReasons.NotStarted)
            return "It was accepted, and its first message waits to be handled.";
        if (reason == StuckReasons.PaymentUnknown)
            return $"The gateway was asked and its answer did not come: {facts.Order.LastError}";
        return reason == StuckReasons.NoAnswer
            ? $"The command for the step {facts.Order.Step} was sent {facts.Order.Attempt} times to the queue {QueueOf(facts.Order.Step)}, and no answer came in time ({facts.Order.LastError})."
            : $"All {facts.Order.Attempt} attempts of the step {facts.Order.Step} failed, the last one with: {facts.Order.LastError}";
    }

    private static string NextOf(StuckReason reason, OrderFacts facts)
    {
        if (reason == StuckReasons.NotStarted)
            return "It starts as soon as its first message is handled.";
        if (reason == StuckReasons.PoisonMessage && facts.Order.State != OrderStates.Suspended)
            return facts.Order.State == OrderStates.Submitted ? "Nothing happens by itself." : "The step's deadline and attempts go on; when they are used up the order is suspended.";
        if (facts.PaymentStatus is not ("Unknown" or "Pending" or "Reversing") || !IsOfPayment(facts.Order.Step))
            return NothingHappens;
        var when = facts.ReconcileAt is { } at ? $"at {Time(at)}, and again until it knows" : "again until it knows";
        return $"The gateway is asked about this payment {when}; what it says takes the order on. It is not charged a second time.";
    }

    private static bool IsOfPayment(string? step) => step is OrderSteps.Payment or OrderSteps.Refund;

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
    internal StuckSigns Signs => new(Order.LastSequence == 0 ? null : Order.Step, IsUnanswered, PaymentStatus, OpenDeadLetters > 0);

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
