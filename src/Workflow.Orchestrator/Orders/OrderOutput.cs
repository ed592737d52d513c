using MassTransit;
using Workflow.Contracts;
using Workflow.Messaging.Sagas;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// What the saga says after a change. It follows from the saga and the step that it waited for before: a step forward
/// that is done is published, a step that starts sends its command, a wait schedules its end, an end is published.
/// </summary>
internal static class OrderOutput
{
    public static async Task Say(ConsumeContext context, OrderState saga, string? stepBefore, DateTimeOffset now)
    {
        // First, so that whoever listens hears of a step's success before anything that follows from it.
        await SayDone(context, saga, stepBefore, now);
        await SayNext(context, saga, now);
    }

    public static Task SaySubmitted(ConsumeContext context, OrderState saga, DateTimeOffset now) =>
        Publish(context, OrderMessages.Submitted(saga, now));

    // A step that an operator skipped counts as done: they vouch for it.
    private static Task SayDone(ConsumeContext context, OrderState saga, string? stepBefore, DateTimeOffset now) =>
        (stepBefore, saga.CurrentState) switch
        {
            (OrderSteps.Stock, OrderStates.AuthorizingPayment) => Publish(context, OrderMessages.StockReserved(saga, now)),
            (OrderSteps.Payment, OrderStates.ArrangingShipment) => Publish(context, OrderMessages.Paid(saga, now)),
            (OrderSteps.Shipment, OrderStates.Completed) => Publish(context, OrderMessages.Shipped(saga, now)),
            _ => Task.CompletedTask
        };

    private static Task SayNext(ConsumeContext context, OrderState saga, DateTimeOffset now) => saga switch
    {
        { RetryAt: { } due } => Schedule(context, due, OrderMessages.RetryDue(saga, now)),
        { CurrentState: OrderStates.Completed } => SayCompleted(context, saga, now),
        { CurrentState: OrderStates.Rejected } => Publish(context, OrderMessages.Rejected(saga, now)),
        { CurrentState: OrderStates.Cancelled } => Publish(context, OrderMessages.Cancelled(saga, now)),
        { CurrentState: OrderStates.Suspended } => Publish(context, OrderMessages.Suspended(saga, now)),
        _ => SayCommand(context, saga, now)
    };

    private static Task SayCommand(ConsumeContext context, OrderState saga, DateTimeOffset now) => saga.Step switch
    {
        OrderSteps.Stock => Send(context, OrderQueues.Stock, OrderMessages.ReserveStock(saga, now)),
        OrderSteps.Payment => Send(context, OrderQueues.Payment, OrderMessages.AuthorizePayment(saga, now)),
        OrderSteps.Shipment => Send(context, OrderQueues.Shipment, OrderMessages.ArrangeShipment(saga, now)),
        OrderSteps.ShipmentCancellation =>
            Send(context, OrderQueues.Shipment, OrderMessages.CancelShipment(saga, now)),
        OrderSteps.Refund => Send(context, OrderQueues.Payment, OrderMessages.RefundPayment(saga, now)),
        OrderSteps.StockRelease => Send(context, OrderQueues.Stock, OrderMessages.ReleaseStock(saga, now)),
        _ => throw new InvalidOperationException($"Order {saga.CorrelationId} has no command for step '{saga.Step}'.")
    };

    private static async Task SayCompleted(ConsumeContext context, OrderState saga, DateTimeOffset now)
    {
        await Send(context, OrderQueues.Stock, OrderMessages.CommitStock(saga, now));
        await Publish(context, OrderMessages.Completed(saga, now));
    }

    private static Task Send<T>(ConsumeContext context, string queue, T message)
        where T : OrderMessage
    {
        if (!context.TryGetPayload(out IStepOutbox? outbox))
            return context.Send(new Uri($"queue:{queue}"), message, Identity<T>.Pipe);
        outbox.Send(queue, message);
        return Task.CompletedTask;
    }

    private static Task Publish<T>(ConsumeContext context, T message)
        where T : OrderMessage
    {
        if (!context.TryGetPayload(out IStepOutbox? outbox))
            return context.Publish(message, Identity<T>.Pipe);
        outbox.Publish(message);
        return Task.CompletedTask;
    }

    private static Task Schedule<T>(ConsumeContext context, DateTimeOffset due, T message)
        where T : OrderMessage =>
        context.ScheduleSend(OrderQueues.SagaAddress, due.UtcDateTime, message, Identity<T>.Pipe);

    /// <summary>Gives the envelope the message's own id, so that every layer deduplicates by the same one.</summary>
    private static class Identity<T>
        where T : OrderMessage
    {
        public static readonly IPipe<SendContext<T>> Pipe = MassTransit.Pipe.Execute<SendContext<T>>(context =>
        {
            context.MessageId = context.Message.MessageId;
            context.CorrelationId = context.Message.OrderId;
        });
    }
}
