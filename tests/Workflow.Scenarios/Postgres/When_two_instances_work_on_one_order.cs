using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Orders;

namespace Workflow.Scenarios.Postgres;

/// <summary>Each instance remembers the order as it left it itself, so that each is behind when the other was faster.</summary>
[Collection(PostgresOrders.Name)]
public sealed class When_two_instances_work_on_one_order : OrderScenario<PostgresWorld>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Should_let_one_win_and_the_other_run_again_when_answers_race(int _)
    {
        await Reach("waiting for payment");
        await Task.WhenAll(
            World.Orders.Main.Deliver(Say.PaymentAuthorized()), World.Orders.Other.Deliver(Say.Cancel()),
            World.Orders.Main.Deliver(Say.Cancel()), World.Orders.Other.Deliver(Say.PaymentAuthorized()));
        await ComeToRest();
        // Either the payment came first and its shipment is called back, or the cancellation and the answer is late.
        string[] end = State == OrderStates.CancellingShipment
            ? [OrderEventTypes.PaymentAuthorized, OrderEventTypes.CancellationRequested]
            : [OrderEventTypes.CancellationRequested];
        Assert.Contains(State, new[] { OrderStates.CancellingShipment, OrderStates.Refunding });
        Assert.Equal([OrderEventTypes.OrderSubmitted, OrderEventTypes.StockReserved, .. end], HistoryTypes);
        Assert.Equal(World.History.Count, Saga.Version);
        await FinishAtBoth();
        Assert.Equal(OrderStates.Cancelled, State);
    }

    [Fact]
    public async Task Should_take_a_message_once_that_reaches_both_at_once()
    {
        await Place();
        foreach (var step in OrderPath.Forward)
        {
            var answer = Say.Success(step);
            await Task.WhenAll(World.Orders.Main.Deliver(answer), World.Orders.Other.Deliver(answer));
            await ComeToRest();
        }
        Assert.Equal((OrderStates.Completed, 4), (State, World.History.Count));
        Assert.Equal(4, World.Sent.Count);
    }

    [Fact]
    public async Task Should_start_one_order_when_submissions_race()
    {
        var submission = Say.Submit();
        await World.Accept(submission);
        await Task.WhenAll(
            World.Orders.Main.Deliver(submission), World.Orders.Other.Deliver(submission),
            World.Orders.Main.Deliver(Say.Submit()), World.Orders.Other.Deliver(Say.Submit()));
        await ComeToRest();
        Assert.Equal((OrderStates.ReservingStock, 1, 1), (State, Saga.Version, World.Sent.Count));
    }

    [Fact]
    public async Task Should_hear_an_answer_to_what_the_other_one_asked()
    {
        await Place();
        await World.Orders.Other.Deliver(Say.StockReserved());
        // The first one last saw the order waiting for stock, where this answer would mean nothing.
        await World.Orders.Main.Deliver(Say.PaymentAuthorized());
        await ComeToRest();
        Assert.Equal(OrderStates.ArrangingShipment, State);
    }

    [Fact]
    public async Task Should_hear_of_a_failure_of_what_the_other_one_asked()
    {
        await Place();
        await World.Orders.Other.Deliver(Say.StockReserved());
        await World.Orders.Main.Deliver(Say.Failed(OrderSteps.Payment, 1));
        await ComeToRest();
        Assert.Equal((OrderSteps.Payment, 1), (Saga.Step, Saga.Attempt));
        Assert.NotNull(Saga.RetryAt);
    }

    [Fact]
    public async Task Should_complete_an_order_whose_steps_alternate()
    {
        await Place();
        await World.Orders.Other.Deliver(Say.StockReserved());
        await World.Orders.Main.Deliver(Say.PaymentAuthorized());
        await World.Orders.Other.Deliver(Say.ShipmentArranged());
        await ComeToRest();
        Assert.Equal((OrderStates.Completed, 4, 4), (State, Saga.Version, World.Sent.Count));
    }

    private async Task FinishAtBoth()
    {
        for (var left = 3; left > 0 && !OrderStates.IsTerminal(State); left--)
        {
            var step = Saga.Step!;
            await Task.WhenAll(World.Orders.Main.Deliver(Say.Success(step)), World.Orders.Other.Deliver(Say.Success(step)));
            await ComeToRest();
        }
    }

    private async Task ComeToRest()
    {
        await World.Orders.Main.ComeToRestAsync();
        await World.Orders.Other.ComeToRestAsync();
        World.Forget();
    }
}
