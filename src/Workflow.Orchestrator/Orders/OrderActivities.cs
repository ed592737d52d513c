using MassTransit;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// The verbs of the transition table. Each is a decision that is not complete until <c>Into</c> or <c>Stay</c> says
/// where it may lead; so a row that forgets it does not compile.
/// </summary>
internal static class OrderActivities
{
    public static Verb<SubmitOrder> Start(this EventActivityBinder<OrderState, SubmitOrder> when) =>
        new(when.ThenAsync(Accept), (_, _, _) => OrderDecisions.Start());

    public static Verb<StockReserved> AuthorizePayment(this EventActivityBinder<OrderState, StockReserved> when) =>
        new(when, OrderDecisions.AuthorizePayment);

    public static Verb<PaymentAuthorized> ArrangeShipment(this EventActivityBinder<OrderState, PaymentAuthorized> when) =>
        new(when, OrderDecisions.ArrangeShipment);

    public static Verb<ShipmentArranged> Complete(this EventActivityBinder<OrderState, ShipmentArranged> when) =>
        new(when, OrderDecisions.Complete);

    public static Verb<StockRejected> Reject(this EventActivityBinder<OrderState, StockRejected> when) =>
        new(when, OrderDecisions.Reject);

    public static Verb<PaymentDeclined> ReleaseStock(this EventActivityBinder<OrderState, PaymentDeclined> when) =>
        new(when, OrderDecisions.ReleaseStock);

    public static Verb<ShipmentRejected> RefundPayment(this EventActivityBinder<OrderState, ShipmentRejected> when) =>
        new(when, OrderDecisions.RefundPayment);

    public static Verb<ShipmentCancelled> RefundPayment(this EventActivityBinder<OrderState, ShipmentCancelled> when) =>
        new(when, OrderDecisions.RefundPayment);

    public static Verb<PaymentRefunded> ReleaseStock(this EventActivityBinder<OrderState, PaymentRefunded> when) =>
        new(when, OrderDecisions.ReleaseStock);

    public static Verb<StockReleased> End(this EventActivityBinder<OrderState, StockReleased> when) =>
        new(when, OrderDecisions.End);

    public static Verb<CancelOrder> Cancel(this EventActivityBinder<OrderState, CancelOrder> when) =>
        new(when, OrderDecisions.Cancel);

    public static Verb<StepFailed> RetryOrSuspend(this EventActivityBinder<OrderState, StepFailed> when) =>
        new(when, Machine(when).Retries.Failed);

    public static Verb<StepTimedOut> RetryOrSuspend(this EventActivityBinder<OrderState, StepTimedOut> when) =>
        new(when, Machine(when).Retries.TimedOut);

    public static Verb<StepRetryDue> TryAgain(this EventActivityBinder<OrderState, StepRetryDue> when) =>
        new(when, OrderRetries.TryAgain);

    public static Verb<RetryStep> Resume(this EventActivityBinder<OrderState, RetryStep> when) =>
        new(when, OrderDecisions.Resume);

    public static Verb<SkipStep> Skip(this EventActivityBinder<OrderState, SkipStep> when) =>
        new(when, OrderDecisions.Skip);

    public static Verb<CompensateOrder> Compensate(this EventActivityBinder<OrderState, CompensateOrder> when) =>
        new(when, OrderDecisions.Compensate);

    private static Task Accept(BehaviorContext<OrderState, SubmitOrder> context)
    {
        context.Saga.Order = OrderMessages.Accepted(context.Message);
        return OrderOutput.SaySubmitted(context, context.Saga, ((OrderStateMachine)context.StateMachine).Now());
    }

    private static OrderStateMachine Machine<TMessage>(EventActivityBinder<OrderState, TMessage> when)
        where TMessage : class => (OrderStateMachine)when.StateMachine;

    /// <summary>A decision that still lacks where it may lead.</summary>
    internal readonly struct Verb<TMessage>(EventActivityBinder<OrderState, TMessage> when, Decide<TMessage> decide)
        where TMessage : OrderMessage
    {
        /// <summary>The decision leads to one of <paramref name="states"/>, or stays where it is.</summary>
        public EventActivities<OrderState> Into(params State[] states) =>
            when.Add(new OrderActivity<TMessage>(Machine(when), decide, states));

        /// <summary>The decision changes the attempt, never the state.</summary>
        public EventActivities<OrderState> Stay() => Into();
    }
}
