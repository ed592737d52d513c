using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_a_message_comes_twice<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Theory]
    [MemberData(nameof(Situations.EachWithEachMessage), MemberType = typeof(Situations))]
    public async Task Should_do_its_work_once_under_the_same_and_under_a_new_id(string situation, string type)
    {
        await Reach(situation);
        var (step, attempt) = (Saga.Step ?? "stock", Saga.Attempt);
        var message = Say.Of(type, step, attempt);
        await Deliver(message);
        var once = Everything();
        await Deliver(message, Say.Of(type, step, attempt));
        Assert.Equal(once, Everything());
    }

    [Fact]
    public async Task Should_complete_an_order_whose_messages_all_come_twice()
    {
        foreach (var message in new Contracts.OrderMessage[]
                     { Say.Submit(), Say.StockReserved(), Say.PaymentAuthorized(), Say.ShipmentArranged() })
            await Deliver(message, message);
        Assert.Equal(OrderStates.Completed, State);
        Assert.Equal(4, World.History.Count);
        Assert.Equal(4, World.Sent.Count);
    }

    [Fact]
    public async Task Should_start_one_order_when_submissions_race()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => World.Deliver(Say.Submit())));
        Assert.Single(World.Sent);
        Assert.Single(World.History);
    }
}
