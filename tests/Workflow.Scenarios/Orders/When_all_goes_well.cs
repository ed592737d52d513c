using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_all_goes_well<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Fact]
    public async Task Should_complete_the_order()
    {
        await Reach("completed");
        Assert.Equal(OrderStates.Completed, State);
        Assert.Equal(("ch_1", "TN1", null), (Saga.PaymentReference, Saga.TrackingNumber, Saga.Reason));
        Assert.Equal(
            ["order-submitted", "stock-reserved", "payment-authorized", "shipment-arranged"], HistoryTypes);
    }

    [Fact]
    public async Task Should_ask_each_participant_once_and_in_order()
    {
        await Reach("completed");
        Assert.Equal(
            [
                ("stock", typeof(ReserveStock)), ("payment", typeof(AuthorizePayment)),
                ("shipment", typeof(ArrangeShipment)), ("stock", typeof(CommitStock))
            ],
            World.Sent.Select(sent => (sent.Queue, sent.Message.GetType())));
    }

    [Fact]
    public async Task Should_tell_each_participant_what_it_needs()
    {
        await Reach("completed");
        ItemQuantity[] items = [new("85123A", 6), new("71053", 6)];
        var (reserve, pay, ship) =
            (Sent<ReserveStock>()[0], Sent<AuthorizePayment>()[0], Sent<ArrangeShipment>()[0]);
        Assert.Equal(items, reserve.Items);
        Assert.Equal((35.64m, "GBP", "17850"), (pay.Amount, pay.Currency, pay.CustomerId));
        Assert.Equal("United Kingdom", ship.Country);
        Assert.Equal(items, ship.Items);
        Assert.Equal((1, 1, 1), (reserve.Attempt, pay.Attempt, ship.Attempt));
    }

    [Fact]
    public async Task Should_publish_the_start_each_step_and_the_end_in_order()
    {
        await Reach("completed");
        Assert.Equal(
            [typeof(OrderSubmitted), typeof(OrderStockReserved), typeof(OrderPaid), typeof(OrderShipped), typeof(OrderCompleted)],
            World.Published.Select(message => message.GetType()));
        var (submitted, completed) = (Published<OrderSubmitted>(), Published<OrderCompleted>());
        Assert.Equal(("536365", 35.64m, 2), (submitted.Reference, submitted.Total, submitted.LineCount));
        Assert.Equal(("ch_1", "TN1"), (completed.PaymentReference, completed.TrackingNumber));
        Assert.Equal(("ch_1", "TN1"), (Published<OrderPaid>().PaymentReference, Published<OrderShipped>().TrackingNumber));
        Assert.Equal(World.Now, Published<OrderStockReserved>().OccurredAt);
    }

    [Theory]
    [MemberData(nameof(Situations.EachStep), MemberType = typeof(Situations))]
    public async Task Should_give_each_step_its_own_deadline(string step)
    {
        await Reach($"waiting for {step}");
        Assert.Equal(World.Now.AddSeconds(Options.For(step).TimeoutSeconds), Saga.DeadlineAt);
    }

    [Fact]
    public async Task Should_leave_nothing_scheduled()
    {
        await Reach("completed");
        Assert.Empty(World.Scheduled);
        Assert.Null(Saga.DeadlineAt);
    }

    [Fact]
    public async Task Should_know_when_it_began_and_ended()
    {
        await Place();
        await World.Advance(TimeSpan.FromSeconds(3));
        await Deliver(Say.StockReserved());
        Assert.Equal(World.Now, Saga.StateSince);
        await World.Advance(TimeSpan.FromSeconds(4));
        await Deliver(Say.PaymentAuthorized(), Say.ShipmentArranged());
        Assert.Equal(World.Now, Saga.FinishedAt);
        Assert.Equal(World.Now.AddSeconds(-7), World.History[0].OccurredAt);
    }
}
