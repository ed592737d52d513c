using Workflow.Contracts;
using Workflow.Orchestrator.History;

namespace Workflow.Orchestrator.Orders;

/// <summary>What becomes of an attempt that failed: another one after a wait, or an operator's decision.</summary>
/// <param name="options">Timeouts, attempts and backoff.</param>
/// <param name="chance">Gives numbers of at least 0 and below 1; spreads the waits.</param>
internal sealed class OrderRetries(OrderOptions options, Func<double> chance)
{
    public OrderDecision? Failed(OrderState saga, StepFailed message, DateTimeOffset now) =>
        IsAwaited(saga, message.Step, message.Attempt)
            ? RetryOrSuspend(saga, OrderEventTypes.AttemptFailed, message.Error, now)
            : null;

    public OrderDecision? TimedOut(OrderState saga, StepTimedOut message, DateTimeOffset now) =>
        IsAwaited(saga, message.Step, message.Attempt)
            ? RetryOrSuspend(saga, OrderEventTypes.AttemptTimedOut, NoAnswer(message.Step), now)
            : null;

    public static OrderDecision? TryAgain(OrderState saga, StepRetryDue message, DateTimeOffset now) =>
        saga.RetryAt is not null && IsCurrent(saga, message.Step, message.Attempt)
            ? new(OrderEventTypes.AttemptStarted, saga.CurrentState,
                new() { Step = saga.Step, Attempt = saga.Attempt + 1 })
            : null;

    /// <summary>When the answer to an attempt that starts <paramref name="now"/> is overdue.</summary>
    public DateTimeOffset Deadline(string step, DateTimeOffset now) => now.AddSeconds(options.For(step).TimeoutSeconds);

    private OrderDecision RetryOrSuspend(OrderState saga, string type, string error, DateTimeOffset now)
    {
        var data = new OrderEventData { Step = saga.Step, Attempt = saga.Attempt, Error = error };
        return saga.Attempt < options.For(saga.Step!).Attempts
            ? new(type, saga.CurrentState, data with { RetryAt = now + OrderBackoff.Delay(options.RetryOf(saga.Step!), saga.Attempt, chance()) })
            : new(OrderEventTypes.OrderSuspended, OrderStates.Suspended, data);
    }

    private string NoAnswer(string step) => $"no answer within {options.For(step).TimeoutSeconds} s";

    // While a retry is planned the attempt has failed already: a failure that comes then is a repeat.
    private static bool IsAwaited(OrderState saga, string step, int attempt) =>
        saga.RetryAt is null && IsCurrent(saga, step, attempt);

    private static bool IsCurrent(OrderState saga, string step, int attempt) =>
        saga.Step == step && saga.Attempt == attempt;
}
