using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_an_attempt_fails<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_send_the_command_again_after_a_wait(string step)
    {
        await Reach($"waiting for {step}");
        var commands = World.Sent.Count;
        await Deliver(Say.Failed(step, 1));
        Assert.InRange(Saga.RetryAt!.Value - World.Now, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1));
        Assert.Null(Saga.DeadlineAt);
        Assert.Equal(commands, World.Sent.Count);

        await World.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((step, 2, "connection reset"), (Saga.Step, Saga.Attempt, Saga.LastError));
        Assert.Equal(commands + 1, World.Sent.Count);
        Assert.Equal(2, AttemptOf(World.Sent[^1].Message));
        Assert.Equal(World.Sent[^2].Message.GetType(), World.Sent[^1].Message.GetType());
        Assert.NotNull(Saga.DeadlineAt);
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_suspend_the_order_after_the_last_attempt(string step)
    {
        await Reach($"suspended at {step}");
        Assert.Equal(
            (OrderStates.Suspended, step, Options.For(step).Attempts), (State, Saga.Step, Saga.Attempt));
        var suspended = Published<OrderSuspended>();
        Assert.Equal((step, "connection reset"), (suspended.Step, suspended.Error));
        Assert.Equal(Options.For(step).Attempts - 1, HistoryTypes.Count(type => type == OrderEventTypes.AttemptFailed));
        Assert.Single(HistoryTypes, OrderEventTypes.OrderSuspended);
        Assert.Empty(World.Scheduled);
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_take_the_answer_that_comes_during_the_wait(string step)
    {
        await Reach($"retrying {step}");
        await Deliver(Say.Success(step));
        Assert.NotEqual(step, Saga.Step);
        Assert.Equal((null, null), (Saga.RetryAt, Saga.LastError));
        var commands = World.Sent.Count;
        await World.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(commands, World.Sent.Count);
    }

    [Fact]
    public async Task Should_wait_longer_from_attempt_to_attempt()
    {
        await Reach("retrying refund");
        var waits = new List<double>();
        while (Saga.RetryAt is { } due)
        {
            waits.Add((due - World.Now).TotalSeconds);
            await World.Advance(due - World.Now);
            await Deliver(Say.Failed(OrderSteps.Refund, Saga.Attempt));
        }
        Assert.Equal(9, waits.Count);
        Assert.All(waits.Index(), wait => Assert.InRange(wait.Item, 0.8 * Nominal(wait.Index), Nominal(wait.Index)));
    }

    [Theory]
    [InlineData(OrderSteps.Payment, 2)]
    [InlineData(OrderSteps.Payment, 4)]
    [InlineData(OrderSteps.Stock, 3)]
    [InlineData(OrderSteps.Shipment, 3)]
    [InlineData(OrderSteps.Refund, 3)]
    public async Task Should_ignore_what_is_said_of_another_step_or_attempt(string step, int attempt)
    {
        await ReachThirdPayment();
        var before = Everything();
        await Deliver(Say.Failed(step, attempt), Say.TimedOut(step, attempt), Say.RetryDue(step, attempt));
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Should_count_an_attempt_once_when_it_fails_and_times_out()
    {
        await Reach("retrying payment");
        var before = Everything();
        await Deliver(Say.TimedOut(OrderSteps.Payment, 1), Say.Failed(OrderSteps.Payment, 1, "again"));
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Should_ignore_a_retry_that_nobody_waits_for()
    {
        await Reach("waiting for payment");
        var before = Everything();
        await Deliver(Say.RetryDue(OrderSteps.Payment, 1));
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Should_forget_the_error_with_its_step()
    {
        await Reach("retrying stock");
        Assert.Equal("connection reset", Saga.LastError);
        await Deliver(Say.StockReserved());
        Assert.Null(Saga.LastError);
    }

    [Fact]
    public async Task Should_end_a_suspended_compensation_as_it_was_to_end()
    {
        await Reach("suspended at refund");
        Assert.Equal((OrderStates.Rejected, "no carrier goes there"), (Saga.Outcome, Saga.Reason));
        await Deliver(Say.PaymentRefunded(), Say.StockReleased());
        Assert.Equal((OrderStates.Rejected, "no carrier goes there"), (State, Saga.Reason));
    }

    private static double Nominal(int attempt) => Math.Min(300, Math.Pow(2, attempt));

    private async Task ReachThirdPayment()
    {
        await Reach("retrying payment");
        await World.Advance(TimeSpan.FromSeconds(1));
        await Deliver(Say.Failed(OrderSteps.Payment, 2));
        await World.Advance(TimeSpan.FromSeconds(2));
    }

    private static int AttemptOf(OrderMessage command) => command switch
    {
        ReserveStock reserve => reserve.Attempt,
        AuthorizePayment pay => pay.Attempt,
        ArrangeShipment ship => ship.Attempt,
        CancelShipment cancel => cancel.Attempt,
        RefundPayment refund => refund.Attempt,
        ReleaseStock release => release.Attempt,
        _ => 0
    };
}
