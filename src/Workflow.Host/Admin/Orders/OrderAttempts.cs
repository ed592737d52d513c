using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>One attempt of a step, as its history tells of it.</summary>
/// <param name="Step">One of <see cref="OrderSteps"/>.</param>
/// <param name="Attempt">From 1; begins anew when an operator retries.</param>
/// <param name="StartedAt">When its command was written, UTC.</param>
/// <param name="EndedAt">When its answer came, or was given up, UTC; absent while it runs.</param>
/// <param name="Result">running, succeeded, refused, failed, no-answer, skipped, or overtaken by a decision.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record OrderAttempt(string Step, int Attempt, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string Result, string? Error);

/// <summary>Reads attempts out of a history.</summary>
internal static class OrderAttempts
{
    internal const string NoAnswer = "no-answer";

    /// <summary>All attempts, oldest first.</summary>
    internal static List<OrderAttempt> Of(IReadOnlyList<(OrderEvent Happened, OrderEventData? Data)> events)
    {
        List<OrderAttempt> attempts = [];
        OrderAttempt? open = null;
        foreach (var (happened, data) in events)
        {
            if (open is not null && EndOf(happened) is { } result)
            {
                attempts.Add(open with { EndedAt = happened.OccurredAt, Result = result, Error = data?.Error });
                open = null;
            }
            // What an operator skips has no attempt under way; what failed has its next one later.
            if (OrderPath.StepIn(happened.State) is { } step && !IsWaiting(happened.Type))
                open = new OrderAttempt(step, data?.Attempt ?? 1, happened.OccurredAt, null, "running", null);
        }
        if (open is not null)
            attempts.Add(open);
        return attempts;
    }

    /// <summary>Whether the order was suspended because nobody answered: then the message that caused it is its own timer.</summary>
    internal static bool IsTimeout(OrderEvent happened) =>
        happened.Type == OrderEventTypes.AttemptTimedOut
        || (happened.Type == OrderEventTypes.OrderSuspended && happened.CausationId == HashedId.Of(happened.OrderId, $"timeout {happened.Sequence - 1}"));

    private static bool IsWaiting(string type) => type is OrderEventTypes.AttemptFailed or OrderEventTypes.AttemptTimedOut;

    private static string? EndOf(OrderEvent happened) => happened.Type switch
    {
        OrderEventTypes.AttemptFailed or OrderEventTypes.AttemptTimedOut or OrderEventTypes.OrderSuspended => IsTimeout(happened) ? NoAnswer : "failed",
        OrderEventTypes.StockRejected or OrderEventTypes.PaymentDeclined or OrderEventTypes.ShipmentRejected => "refused",
        OrderEventTypes.StepSkipped => "skipped",
        OrderEventTypes.CancellationRequested or OrderEventTypes.CompensationRequested or OrderEventTypes.StepRetried => "overtaken",
        _ => "succeeded",
    };
}
