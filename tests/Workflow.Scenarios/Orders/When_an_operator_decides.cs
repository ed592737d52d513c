using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_an_operator_decides<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_try_the_failed_step_again_with_all_its_attempts(string step)
    {
        await Reach($"suspended at {step}");
        var commands = World.Sent.Count;
        await Deliver(Say.Retry());
        Assert.Equal((OrderPath.StateOf(step), step, 1), (State, Saga.Step, Saga.Attempt));
        Assert.Equal(commands + 1, World.Sent.Count);
        Assert.NotNull(Saga.DeadlineAt);
        await Exhaust();
        Assert.Equal(OrderStates.Suspended, State);
        Assert.Equal(2, World.Published.OfType<OrderSuspended>().Count());
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_note_who_retried_and_why(string step)
    {
        await Reach($"suspended at {step}");
        await Deliver(Say.Retry());
        var data = OrderEventData.FromJson(World.History[^1].Data)!;
        Assert.Equal(OrderEventTypes.StepRetried, World.History[^1].Type);
        Assert.Equal((step, "olga", "the carrier is back"), (data.Step, data.Operator, data.Reason));
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_go_on_as_if_the_skipped_step_had_succeeded(string step)
    {
        await Reach($"suspended at {step}");
        var expected = OrderPath.After(step, Saga.Outcome);
        await Deliver(Say.Skip("by hand 7"));
        Assert.Equal(expected, State);
        var data = OrderEventData.FromJson(World.History[^1].Data)!;
        Assert.Equal(OrderEventTypes.StepSkipped, World.History[^1].Type);
        Assert.Equal((step, "olga", "by hand 7"), (data.Step, data.Operator, data.Reference));
    }

    [Fact]
    public async Task Should_keep_the_reference_of_a_skipped_payment()
    {
        await Reach("suspended at payment");
        await Deliver(Say.Skip("cash 7"), Say.ShipmentArranged());
        Assert.Equal((OrderStates.Completed, "cash 7"), (State, Saga.PaymentReference));
        Assert.Equal("cash 7", Published<OrderCompleted>().PaymentReference);
        Assert.Null(Saga.Reason);
    }

    [Fact]
    public async Task Should_keep_the_reference_of_a_skipped_shipment()
    {
        await Reach("suspended at shipment");
        await Deliver(Say.Skip("bike 7"));
        Assert.Equal((OrderStates.Completed, "bike 7"), (State, Saga.TrackingNumber));
        Assert.Single(Sent<CommitStock>());
    }

    [Theory]
    [InlineData(OrderSteps.Stock, new[] { typeof(ReleaseStock) })]
    [InlineData(OrderSteps.Payment, new[] { typeof(RefundPayment), typeof(ReleaseStock) })]
    [InlineData(OrderSteps.Shipment, new[] { typeof(CancelShipment), typeof(RefundPayment), typeof(ReleaseStock) })]
    public async Task Should_undo_all_that_may_have_been_done(string step, Type[] commands)
    {
        await Reach($"suspended at {step}");
        var before = World.Sent.Count;
        await Deliver(Say.Compensate());
        await FinishCompensation();
        Assert.Equal((OrderStates.Rejected, "given up"), (State, Saga.Reason));
        Assert.Equal(commands, World.Sent.Skip(before).Select(sent => sent.Message.GetType()));
        Assert.Equal("given up", Published<OrderRejected>().Reason);
    }

    [Theory]
    [InlineData(OrderSteps.ShipmentCancellation, OrderStates.Cancelled, "changed my mind")]
    [InlineData(OrderSteps.Refund, OrderStates.Rejected, "no carrier goes there")]
    [InlineData(OrderSteps.StockRelease, OrderStates.Rejected, "card declined")]
    public async Task Should_go_on_with_a_compensation_that_had_failed(string step, string outcome, string reason)
    {
        await Reach($"suspended at {step}");
        await Deliver(Say.Compensate());
        Assert.Equal((OrderPath.StateOf(step), 1), (State, Saga.Attempt));
        await FinishCompensation();
        Assert.Equal((outcome, reason), (State, Saga.Reason));
    }

    [Theory]
    [InlineData(OrderSteps.ShipmentCancellation, OrderStates.Cancelled)]
    [InlineData(OrderSteps.Refund, OrderStates.Rejected)]
    [InlineData(OrderSteps.StockRelease, OrderStates.Rejected)]
    public async Task Should_keep_the_outcome_when_a_compensation_is_retried_or_skipped(string step, string outcome)
    {
        await Reach($"suspended at {step}");
        await Deliver(Say.Retry());
        await Exhaust();
        await Deliver(Say.Skip());
        if (!OrderStates.IsTerminal(State)) await FinishCompensation();
        Assert.Equal(outcome, State);
    }

    [Theory]
    [MemberData(nameof(Situations.Each), MemberType = typeof(Situations))]
    public async Task Should_do_nothing_unless_the_order_is_suspended(string situation)
    {
        await Reach(situation);
        if (State == OrderStates.Suspended) await Deliver(Say.Retry());
        var before = Everything();
        await Deliver(Say.Retry(), Say.Skip(), Say.Compensate());
        Assert.Equal(before, Everything());
    }
}
