using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>What an operator may do with an order now, and why not the rest.</summary>
/// <param name="Action">retry, skip, compensate, cancel or resend.</param>
/// <param name="Allowed">Whether it would have an effect now.</param>
/// <param name="Effect">What it does, or why it cannot be done.</param>
/// <param name="Warning">What the operator has to do by hand, or has to know before.</param>
/// <param name="NeedsReference">Whether a proof of what was done by hand has to be given.</param>
internal sealed record OrderChoice(string Action, bool Allowed, string Effect, string? Warning = null, bool NeedsReference = false);

/// <summary>The choices of an order.</summary>
internal static class OrderChoices
{
    /// <summary>All five, allowed or not.</summary>
    internal static List<OrderChoice> Of(OrderSnapshot order, int stuckMessages) =>
        [Retry(order), Skip(order), Compensate(order), Cancel(order), Resend(stuckMessages)];

    /// <summary>What to know before the step of a suspended order is skipped.</summary>
    internal static string? SkipWarning(string? step) => step switch
    {
        OrderSteps.Stock => "No goods are reserved for this order: they must be set aside by hand, and are not counted as sold.",
        OrderSteps.Payment =>
            "Take the money by hand first. If the real payment is answered later, that answer is ignored: then the customer has paid twice, and one of the payments must be given back at the gateway.",
        OrderSteps.Shipment => "Hand the parcel to a carrier by hand first. A carrier that was asked already and answers later is ignored.",
        OrderSteps.ShipmentCancellation => "Call the parcel back by hand first: it may be on its way.",
        OrderSteps.Refund => "The refund is not sent to the gateway any more: reverse the payment by hand there, or the customer's money is kept.",
        OrderSteps.StockRelease => "The goods stay reserved: put them back by hand.",
        _ => null,
    };

    private static OrderChoice Retry(OrderSnapshot order) => order switch
    {
        { State: OrderStates.Suspended } => new("retry", true, $"Tries the step {order.Step} again at once, with all its attempts."),
        { RetryAt: not null } => new("retry", true, "Starts the next attempt now instead of at its time."),
        _ => new("retry", false, WhyNot(order, "An attempt is under way; it ends by itself at its deadline.")),
    };

    private static OrderChoice Skip(OrderSnapshot order) => order.State == OrderStates.Suspended
        ? new("skip", true, $"Goes on as if the step {order.Step} had succeeded, with your reference as its proof.", SkipWarning(order.Step), true)
        : new("skip", false, WhyNot(order, "Only the failed step of a suspended order can be skipped."));

    private static OrderChoice Compensate(OrderSnapshot order) => order switch
    {
        { State: not OrderStates.Suspended } => new("compensate", false, WhyNot(order, "Only a suspended order can be given up by an operator; cancel it instead.")),
        { Outcome: { } outcome } => new("compensate", true, $"Tries the undoing again from {order.Step} and ends the order as {outcome}."),
        _ => new("compensate", true, "Undoes what was done, in reverse order, and ends the order as Rejected.",
            "If the failed step did succeed unnoticed, it is undone too."),
    };

    private static OrderChoice Cancel(OrderSnapshot order) => OperatorActions.CanCancel(order.State, order.Outcome is not null)
        ? new("cancel", true, "Undoes what was done and ends the order as Cancelled, as if its customer had cancelled.")
        : new("cancel", false, WhyNot(order, "The order is ending already."));

    private static OrderChoice Resend(int stuckMessages) => stuckMessages > 0
        ? new("resend", true, $"Sends {stuckMessages} of its messages again: dead letters, and messages that wait for another try.")
        : new("resend", false, "None of its messages is stuck.");

    private static string WhyNot(OrderSnapshot order, string reason) => OrderStates.IsTerminal(order.State)
        ? $"The order has ended: {order.State}."
        : order.State == OrderStates.Submitted ? "The order has not started yet." : reason;
}
