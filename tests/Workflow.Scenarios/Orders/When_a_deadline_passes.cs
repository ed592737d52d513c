using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_a_deadline_passes<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_count_as_a_failed_attempt(string step)
    {
        await Reach($"waiting for {step}");
        var patience = Options.For(step).TimeoutSeconds;
        await World.Advance(TimeSpan.FromSeconds(patience));
        Assert.Equal(OrderEventTypes.AttemptTimedOut, World.History[^1].Type);
        Assert.Equal($"no answer within {patience} s", Saga.LastError);
        await World.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Saga.Attempt);
    }

    [Fact]
    public async Task Should_not_fire_a_moment_too_early()
    {
        await Place();
        await World.Advance(TimeSpan.FromSeconds(9.999));
        Assert.Equal((OrderStates.ReservingStock, 1), (State, Saga.Attempt));
        Assert.Single(World.History);
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_suspend_an_order_that_nobody_answers(string step)
    {
        await Reach($"waiting for {step}");
        await World.Advance(TimeSpan.FromHours(1));
        Assert.Equal((OrderStates.Suspended, step), (State, Saga.Step));
        Assert.StartsWith("no answer within", Published<OrderSuspended>().Error);
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_change_nothing_when_the_answer_was_first(string step)
    {
        await Reach($"waiting for {step}");
        await Deliver(Say.Success(step));
        var before = Everything();
        await Deliver(Say.TimedOut(step, 1));
        Assert.Equal(before, Everything());
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_still_take_the_answer_when_the_deadline_was_first(string step)
    {
        await Reach($"waiting for {step}");
        await Deliver(Say.TimedOut(step, 1), Say.Success(step));
        Assert.NotEqual(step, Saga.Step);
        Assert.Null(Saga.RetryAt);
    }

    [Fact]
    public async Task Should_move_on_once_when_both_come_at_the_same_time()
    {
        await Reach("waiting for stock");
        await Task.WhenAll(
            World.Deliver(Say.TimedOut(OrderSteps.Stock, 1)), World.Deliver(Say.StockReserved()),
            World.Deliver(Say.TimedOut(OrderSteps.Stock, 1)), World.Deliver(Say.StockReserved()));
        await World.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((OrderStates.AuthorizingPayment, 1), (State, Saga.Attempt));
        Assert.Single(Sent<AuthorizePayment>());
        Assert.Single(Sent<ReserveStock>());
    }
}
