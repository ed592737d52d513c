using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_the_customer_cancels<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    private static readonly Type[] UndoStock = [typeof(ReleaseStock)];
    private static readonly Type[] UndoPayment = [typeof(RefundPayment), typeof(ReleaseStock)];
    private static readonly Type[] UndoShipment = [typeof(CancelShipment), typeof(RefundPayment), typeof(ReleaseStock)];

    [Theory]
    [InlineData(OrderSteps.Stock)]
    [InlineData(OrderSteps.Payment)]
    [InlineData(OrderSteps.Shipment)]
    public async Task Should_undo_what_may_have_been_done_in_reverse_order(string step)
    {
        await Reach($"waiting for {step}");
        await CancelAndFinish();
        AssertUndone(step);
    }

    [Theory]
    [InlineData(OrderSteps.Stock)]
    [InlineData(OrderSteps.Payment)]
    [InlineData(OrderSteps.Shipment)]
    public async Task Should_undo_it_while_a_retry_is_planned(string step)
    {
        await Reach($"retrying {step}");
        await CancelAndFinish();
        AssertUndone(step);
        await World.Advance(TimeSpan.FromHours(1));
        Assert.Equal(OrderStates.Cancelled, State);
    }

    [Theory]
    [InlineData(OrderSteps.Stock)]
    [InlineData(OrderSteps.Payment)]
    [InlineData(OrderSteps.Shipment)]
    public async Task Should_undo_it_when_the_order_is_suspended(string step)
    {
        await Reach($"suspended at {step}");
        await CancelAndFinish();
        AssertUndone(step);
    }

    [Theory]
    [InlineData(OrderSteps.ShipmentCancellation, OrderStates.Cancelled)]
    [InlineData(OrderSteps.Refund, OrderStates.Rejected)]
    [InlineData(OrderSteps.StockRelease, OrderStates.Rejected)]
    public async Task Should_keep_the_outcome_of_an_order_that_is_ending(string step, string outcome)
    {
        await Reach($"waiting for {step}");
        var before = Everything();
        await Deliver(Say.Cancel("again"));
        Assert.Equal(before, Everything());
        await FinishCompensation();
        Assert.Equal(outcome, State);
    }

    [Theory]
    [InlineData(OrderSteps.ShipmentCancellation)]
    [InlineData(OrderSteps.Refund)]
    [InlineData(OrderSteps.StockRelease)]
    public async Task Should_leave_a_suspended_compensation_to_the_operator(string step)
    {
        await Reach($"suspended at {step}");
        var before = Everything();
        await Deliver(Say.Cancel("again"));
        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("cancelled")]
    [InlineData("rejected")]
    public async Task Should_change_nothing_once_the_order_has_ended(string situation)
    {
        await Reach(situation);
        var before = Everything();
        await Deliver(Say.Cancel("too late"));
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Should_cancel_without_a_reason_too()
    {
        await Reach("suspended at stock");
        await Deliver(Say.Cancel(null), Say.StockReleased());
        Assert.Equal(OrderStates.Cancelled, State);
        Assert.Null(Saga.Reason);
        Assert.Null(Published<OrderCancelled>().Reason);
    }

    private async Task CancelAndFinish()
    {
        await Deliver(Say.Cancel());
        await FinishCompensation();
    }

    private void AssertUndone(string step)
    {
        Assert.Equal((OrderStates.Cancelled, "changed my mind"), (State, Saga.Reason));
        Assert.Equal("changed my mind", Published<OrderCancelled>().Reason);
        Assert.Equal(
            step switch { OrderSteps.Stock => UndoStock, OrderSteps.Payment => UndoPayment, _ => UndoShipment },
            World.Sent.Select(sent => sent.Message.GetType())
                .SkipWhile(type => type != typeof(CancelShipment) && type != typeof(RefundPayment) && type != typeof(ReleaseStock)));
    }
}
