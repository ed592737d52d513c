using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_history_is_replayed<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Theory]
    [MemberData(nameof(Situations.Each), MemberType = typeof(Situations))]
    public async Task Should_give_the_stored_state(string situation)
    {
        await Reach(situation);
        Assert.Equal(OrderSnapshot.Of(Saga), OrderHistory.Replay(World.History));
    }

    [Fact]
    public async Task Should_give_any_state_of_the_past()
    {
        var past = new List<(DateTimeOffset At, OrderSnapshot Snapshot)>();
        Func<Task>[] story =
        [
            Place,
            () => Deliver(Say.Failed("stock", 1)),
            () => Deliver(Say.StockReserved()),
            () => Deliver(Say.PaymentAuthorized()),
            () => Deliver(Say.Cancel()),
            () => Deliver(Say.ShipmentCancelled()),
            () => Deliver(Say.PaymentRefunded()),
            () => Deliver(Say.StockReleased())
        ];
        foreach (var chapter in story)
        {
            await chapter();
            past.Add((World.Now, OrderSnapshot.Of(Saga)));
            await World.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.All(past, moment => Assert.Equal(moment.Snapshot, OrderHistory.Replay(World.History, moment.At)));
        Assert.Equal(OrderSnapshot.None, OrderHistory.Replay(World.History, past[0].At.AddTicks(-1)));
    }

    [Fact]
    public async Task Should_refuse_a_history_with_a_gap()
    {
        await Reach("completed");
        Assert.Throws<InvalidOperationException>(
            () => OrderHistory.Replay(World.History.Where(happened => happened.Sequence != 2)));
    }
}
