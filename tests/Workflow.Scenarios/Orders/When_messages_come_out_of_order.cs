using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_messages_come_out_of_order<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    public static TheoryData<string> AllButSubmission =>
        [.. Situations.Messages.Where(type => type != nameof(SubmitOrder))];

    [Theory]
    [MemberData(nameof(AllButSubmission))]
    public async Task Should_keep_a_message_that_overtakes_the_submission(string type)
    {
        Assert.False(await World.Deliver(Say.Of(type, OrderSteps.Stock, 1)));
        Assert.Null(World.State);
        await Place();
        Assert.Equal(OrderStates.ReservingStock, State);
    }

    [Fact]
    public async Task Should_take_an_answer_that_overtook_the_submission()
    {
        Assert.False(await World.Deliver(Say.StockReserved()));
        await Place();
        await World.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OrderStates.AuthorizingPayment, State);
    }

    [Fact]
    public async Task Should_cancel_when_the_cancellation_overtook_the_submission()
    {
        Assert.False(await World.Deliver(Say.Cancel()));
        await Place();
        await World.Advance(TimeSpan.FromSeconds(1));
        await FinishCompensation();
        Assert.Equal(OrderStates.Cancelled, State);
    }

    [Theory]
    [InlineData(OrderSteps.Stock, OrderSteps.Payment)]
    [InlineData(OrderSteps.Stock, OrderSteps.Shipment)]
    [InlineData(OrderSteps.Payment, OrderSteps.Shipment)]
    [InlineData(OrderSteps.Payment, OrderSteps.Stock)]
    [InlineData(OrderSteps.Shipment, OrderSteps.Payment)]
    [InlineData(OrderSteps.ShipmentCancellation, OrderSteps.StockRelease)]
    [InlineData(OrderSteps.Refund, OrderSteps.StockRelease)]
    public async Task Should_ignore_the_answer_of_a_step_that_is_not_running(string running, string answered)
    {
        await Reach($"waiting for {running}");
        var before = Everything();
        await Deliver(Say.Success(answered));
        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData(OrderSteps.Stock)]
    [InlineData(OrderSteps.Payment)]
    [InlineData(OrderSteps.Shipment)]
    public async Task Should_ignore_a_success_that_comes_after_the_cancellation(string step)
    {
        await Reach($"waiting for {step}");
        await Deliver(Say.Cancel());
        for (var left = 3; left > 0 && !OrderStates.IsTerminal(State); left--)
        {
            var before = Everything();
            await Deliver(Say.Success(step));
            Assert.Equal(before, Everything());
            await Deliver(Say.Success(Saga.Step!));
        }
        var end = Everything();
        await Deliver(Say.Success(step));
        Assert.Equal(end, Everything());
        Assert.Equal(OrderStates.Cancelled, State);
    }

    [Theory]
    [InlineData(OrderSteps.Stock)]
    [InlineData(OrderSteps.Payment)]
    [InlineData(OrderSteps.Shipment)]
    public async Task Should_ignore_a_refusal_that_comes_after_the_cancellation(string step)
    {
        await Reach($"waiting for {step}");
        await Deliver(Say.Cancel());
        var before = Everything();
        await Deliver(Refusal(step));
        Assert.Equal(before, Everything());
        await FinishCompensation();
        Assert.Equal((OrderStates.Cancelled, "changed my mind"), (State, Saga.Reason));
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_go_on_when_the_success_of_a_suspended_step_comes_at_last(string step)
    {
        await Reach($"suspended at {step}");
        var outcome = Saga.Outcome;
        await Deliver(Say.Success(step));
        Assert.Equal(OrderPath.After(step, outcome), State);
        Assert.Equal(outcome is null, Saga.Reason is null);
    }

    [Theory]
    [InlineData(OrderSteps.Stock, OrderStates.Rejected)]
    [InlineData(OrderSteps.Payment, OrderStates.ReleasingStock)]
    [InlineData(OrderSteps.Shipment, OrderStates.Refunding)]
    public async Task Should_compensate_when_the_refusal_of_a_suspended_step_comes_at_last(string step, string state)
    {
        await Reach($"suspended at {step}");
        await Deliver(Refusal(step));
        Assert.Equal((state, OrderStates.Rejected), (State, Saga.Outcome));
        Assert.NotEqual("connection reset", Saga.Reason);
        await FinishCompensation();
        Assert.Equal(OrderStates.Rejected, State);
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_ignore_the_answers_of_other_steps_while_suspended(string step)
    {
        await Reach($"suspended at {step}");
        var before = Everything();
        await Deliver([.. Situations.Steps.Where(other => other != step).Select(Say.Success)]);
        await Deliver([.. OrderPath.Forward.Where(other => other != step).Select(Refusal)]);
        Assert.Equal(before, Everything());
    }

    private OrderMessage Refusal(string step) => step switch
    {
        OrderSteps.Stock => Say.StockRejected(),
        OrderSteps.Payment => Say.PaymentDeclined(),
        _ => Say.ShipmentRejected()
    };
}
