using Workflow.Orchestrator.History;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// Rebuilds what an order was from what happened to it. The saga changes its own row by the same fold, so that the
/// two cannot come to differ except through what is stored.
/// </summary>
public static class OrderHistory
{
    /// <summary>The order after all of <paramref name="events"/>, oldest first.</summary>
    /// <exception cref="InvalidOperationException">A sequence number is missing or out of order.</exception>
    public static OrderSnapshot Replay(IEnumerable<OrderEvent> events) =>
        Replay(events.Select(happened => (happened, OrderEventData.FromJson(happened.Data))));

    /// <summary>The same, for who has read the data of the events already: in a long life that is most of the work.</summary>
    /// <exception cref="InvalidOperationException">A sequence number is missing or out of order.</exception>
    public static OrderSnapshot Replay(IEnumerable<(OrderEvent Happened, OrderEventData? Data)> events) =>
        events.Aggregate(OrderSnapshot.None, (before, next) => Apply(before, next.Happened, next.Data));

    /// <summary>The order as it was at <paramref name="at"/>, that moment included.</summary>
    /// <exception cref="InvalidOperationException">A sequence number is missing or out of order.</exception>
    public static OrderSnapshot Replay(IEnumerable<OrderEvent> events, DateTimeOffset at) =>
        Replay(events.TakeWhile(happened => happened.OccurredAt <= at));

    /// <summary>The order after one more event.</summary>
    internal static OrderSnapshot Apply(OrderSnapshot before, OrderEvent happened, OrderEventData? data)
    {
        if (happened.Sequence != before.LastSequence + 1)
            throw new InvalidOperationException(
                $"History of order {happened.OrderId} goes from {before.LastSequence} to {happened.Sequence}.");
        var moved = happened.State != before.State;
        var ended = OrderStates.IsTerminal(happened.State);
        var step = OrderPath.StepIn(happened.State) ?? (ended ? null : data?.Step);
        var outcome = data?.Outcome ?? before.Outcome;
        return new()
        {
            State = happened.State,
            Step = step,
            Attempt = ended ? 0 : data?.Attempt ?? 1,
            RetryAt = data?.RetryAt,
            Outcome = outcome,
            Reason = NextReason(before, happened.State, outcome, data),
            LastError = data?.Error ?? (step is not null && step == before.Step ? before.LastError : null),
            PaymentReference = data?.PaymentReference ?? before.PaymentReference,
            TrackingNumber = data?.TrackingNumber ?? before.TrackingNumber,
            StateSince = moved ? happened.OccurredAt : before.StateSince,
            FinishedAt = ended ? happened.OccurredAt : null,
            LastSequence = happened.Sequence
        };
    }

    /// <summary>
    /// The reason of a decided outcome stays. Before that only a suspended order has one, its error, and loses it
    /// when it goes on.
    /// </summary>
    private static string? NextReason(OrderSnapshot before, string state, string? outcome, OrderEventData? data)
    {
        if (data?.Outcome is not null) return data.Reason;
        if (outcome is not null) return before.Reason;
        return state == OrderStates.Suspended ? data?.Error : null;
    }
}
