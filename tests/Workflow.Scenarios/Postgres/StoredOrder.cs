using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Scenarios.Postgres;

/// <summary>What holds of every order's rows at the end of every scenario on PostgreSQL.</summary>
internal static class StoredOrder
{
    public static async Task Check(PostgresWorld world, IReadOnlyList<OrderMessage> delivered)
    {
        await NothingIsLeftBehind(world);
        await EveryEffectIsMarked(world);
        await DuplicatesChangeNothing(world, delivered);
    }

    private static async Task NothingIsLeftBehind(PostgresWorld world)
    {
        Assert.Equal(0, await world.Rows.CountAsync("messaging.outbox"));
        Assert.Equal(0, await world.Rows.CountAsync("messaging.dead_letter"));
        Assert.Equal(world.State!.RetryAt is null ? 0 : 1, world.Scheduled.Count(message => IsAwaited(message, world.State)));
    }

    private static bool IsAwaited(OrderMessage message, OrderState saga) =>
        message is StepRetryDue due && (due.Step, due.Attempt) == (saga.Step, saga.Attempt);

    // By an inbox key, or by the row that went when the message was handed over in memory.
    private static async Task EveryEffectIsMarked(PostgresWorld world)
    {
        var effects = world.History.Select(happened => happened.CausationId).ToHashSet();
        Assert.Equal(world.History.Count, effects.Count);
        var keys = await world.Rows.InboxAsync();
        Assert.Subset(effects, keys.ToHashSet());
        Assert.Empty(effects.Except(keys).Except(await world.Rows.RemovedAsync()));
    }

    // The inbox forgets, and the other instance never knew: what remains is the business key. An operator's decision
    // starts a step's attempts over, so only what came after the last one is still told apart.
    private static async Task DuplicatesChangeNothing(PostgresWorld world, IReadOnlyList<OrderMessage> delivered)
    {
        var before = Everything(world);
        var effects = world.History.Reverse().TakeWhile(happened => !IsDecision(happened)).Select(happened => happened.CausationId).ToHashSet();
        await world.Rows.ExecuteAsync("DELETE FROM messaging.inbox WHERE order_id = $1");
        foreach (var message in delivered.Where(message => effects.Contains(message.MessageId)))
            await world.Orders.Other.Deliver(message);
        await world.Orders.Other.ComeToRestAsync();
        world.Forget();
        Assert.Equal(before, Everything(world));
        Assert.Empty(await world.Rows.InboxAsync());
    }

    private static (OrderSnapshot, int, DateTimeOffset?, int, int, int, int) Everything(PostgresWorld world) => (
        OrderSnapshot.Of(world.State!), world.State!.Version, world.State.DeadlineAt, world.History.Count,
        world.Scheduled.Count, world.Sent.Count, world.Published.Count);

    private static bool IsDecision(OrderEvent happened) => happened.Type
        is OrderEventTypes.StepRetried or OrderEventTypes.StepSkipped or OrderEventTypes.CompensationRequested;
}
