using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

/// <summary>What holds of every order at the end of every scenario.</summary>
public static class OrderInvariants
{
    public static void Check(IOrderWorld world)
    {
        var saga = world.State!;
        Assert.Equal(OrderSnapshot.Of(saga), OrderHistory.Replay(world.History));
        HistoryIsWhole(saga, world.History);
        TimersFitTheState(saga);
        MessagesAreWhole(saga, [.. world.Sent.Select(sent => sent.Message), .. world.Published]);
        EndIsToldOnce(saga, world.Published);
        StepsAreToldOnceAndInOrder(world);
    }

    private static void HistoryIsWhole(OrderState saga, IReadOnlyList<OrderEvent> history)
    {
        Assert.Equal(Enumerable.Range(1, saga.LastSequence), history.Select(happened => happened.Sequence));
        Assert.All(history, happened =>
        {
            Assert.Equal(saga.CorrelationId, happened.OrderId);
            Assert.Contains(happened.Type, OrderEventTypes.All);
            Assert.NotEqual(Guid.Empty, happened.CausationId);
        });
        Assert.Equal(history.Select(happened => happened.OccurredAt).Order(), history.Select(happened => happened.OccurredAt));
    }

    private static void TimersFitTheState(OrderState saga)
    {
        var stepRuns = OrderPath.StepIn(saga.CurrentState) is not null;
        Assert.Equal(stepRuns, saga.DeadlineAt is not null || saga.RetryAt is not null);
        Assert.False(saga.DeadlineAt is not null && saga.RetryAt is not null);
        Assert.Equal(stepRuns || saga.CurrentState == OrderStates.Suspended, saga.Step is not null);
        Assert.Equal(OrderStates.IsTerminal(saga.CurrentState), saga.FinishedAt is not null);
    }

    private static void MessagesAreWhole(OrderState saga, IReadOnlyList<OrderMessage> messages)
    {
        Assert.Equal(messages.Count, messages.Select(message => message.MessageId).Distinct().Count());
        Assert.All(messages, message =>
        {
            Assert.Equal(saga.CorrelationId, message.OrderId);
            Assert.Equal(saga.Order.TraceId, message.TraceId);
            Assert.Equal(saga.Order.BusinessType, message.BusinessType);
            Assert.Equal(7, message.MessageId.Version);
        });
    }

    private static void EndIsToldOnce(OrderState saga, IReadOnlyList<OrderMessage> published) =>
        Assert.Equal(
            saga.CurrentState switch
            {
                OrderStates.Completed => [typeof(OrderCompleted)],
                OrderStates.Cancelled => [typeof(OrderCancelled)],
                OrderStates.Rejected => [typeof(OrderRejected)],
                _ => Type.EmptyTypes
            },
            published.Select(message => message.GetType())
                .Where(type => type == typeof(OrderCompleted) || type == typeof(OrderCancelled) || type == typeof(OrderRejected)));

    // However a step was passed, by its answer, after retries or by an operator, everyone hears of it once.
    private static void StepsAreToldOnceAndInOrder(IOrderWorld world)
    {
        (string State, Type Event)[] steps =
        [
            (OrderStates.AuthorizingPayment, typeof(OrderStockReserved)),
            (OrderStates.ArrangingShipment, typeof(OrderPaid)),
            (OrderStates.Completed, typeof(OrderShipped))
        ];
        Assert.Equal(
            steps.Where(step => world.History.Any(happened => happened.State == step.State)).Select(step => step.Event),
            world.Published.Select(message => message.GetType()).Where(type => steps.Any(step => step.Event == type)));
    }
}
