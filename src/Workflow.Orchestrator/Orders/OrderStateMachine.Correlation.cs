using System.Linq.Expressions;
using MassTransit;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Orders;

// How messages find their order, and what time it is.
public sealed partial class OrderStateMachine
{
    private TimeProvider _time = null!;

    // PostgreSQL keeps microseconds: a finer time would differ between the row and the history's JSON.
    internal DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private void Prepare(OrderOptions options, TimeProvider time, Random random)
    {
        _time = time;
        Retries = new(options, random.NextDouble);
        InstanceState(order => order.CurrentState);
        Event(() => SubmitOrder, submit => submit.CorrelateById(context => context.Message.OrderId));
        ByOrder(() => CancelOrder);
        ByOrder(() => StockReserved);
        ByOrder(() => StockRejected);
        ByOrder(() => StockReleased);
        ByOrder(() => PaymentAuthorized);
        ByOrder(() => PaymentDeclined);
        ByOrder(() => PaymentRefunded);
        ByOrder(() => ShipmentArranged);
        ByOrder(() => ShipmentRejected);
        ByOrder(() => ShipmentCancelled);
        ByOrder(() => StepFailed);
        ByOrder(() => StepTimedOut);
        ByOrder(() => StepRetryDue);
        ByOrder(() => RetryStep);
        ByOrder(() => SkipStep);
        ByOrder(() => CompensateOrder);
    }

    // Any message but the submission can overtake it. To drop it would leave the order hanging.
    private void ByOrder<T>(Expression<Func<Event<T>>> property)
        where T : OrderMessage =>
        Event(property, early =>
        {
            early.CorrelateById(context => context.Message.OrderId);
            early.OnMissingInstance(missing => missing.Execute(
                context => throw new OrderNotStartedException(context.Message.OrderId, typeof(T).Name)));
        });
}
