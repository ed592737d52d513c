using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Orders;

namespace Workflow.Scenarios.Postgres;

/// <summary>Memory only saves queries: whatever an instance knows of an order can be lost at any moment.</summary>
[Collection(PostgresOrders.Name)]
public sealed class When_an_instance_knows_nothing_of_an_order : OrderScenario<PostgresWorld>
{
    [Theory]
    [MemberData(nameof(Situations.Each), MemberType = typeof(Situations))]
    public async Task Should_find_it_as_it_was_left(string situation)
    {
        await Reach(situation);
        var before = Everything();
        await using var restarted = await World.Orders.StartInstanceAsync();
        await restarted.Deliver(Say.Submit());
        World.Forget();
        Assert.Equal(before, Everything());
        if (Saga.Step is not { } step) return;
        await restarted.Deliver(Say.Success(step));
        await restarted.ComeToRestAsync();
        World.Forget();
        Assert.NotEqual(step, Saga.Step);
        Assert.Equal(before.History + 1, World.History.Count);
    }

    [Fact]
    public async Task Should_complete_an_order_each_step_of_which_runs_in_a_new_one()
    {
        await Place();
        foreach (var step in OrderPath.Forward)
        {
            await using var next = await World.Orders.StartInstanceAsync();
            await next.Deliver(Say.Success(step));
            await next.ComeToRestAsync();
            World.Forget();
        }
        Assert.Equal((OrderStates.Completed, 4), (State, Saga.Version));
        await Deliver(Say.Success(OrderSteps.Shipment));
        Assert.Equal((OrderStates.Completed, 4), (State, Saga.Version));
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_dispatch_the_deadlines_of_one_that_is_gone(string step)
    {
        await Reach($"waiting for {step}");
        World.Orders.Time.MoveTo(Saga.DeadlineAt!.Value);
        await using var restarted = await World.Orders.StartInstanceAsync();
        await restarted.DispatchDueAsync();
        World.Forget();
        Assert.Equal($"no answer within {Options.For(step).TimeoutSeconds} s", Saga.LastError);
        Assert.NotNull(Saga.RetryAt);
    }
}
