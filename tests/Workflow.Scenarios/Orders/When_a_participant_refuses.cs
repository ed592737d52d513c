using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_a_participant_refuses<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    [Fact]
    public async Task Should_reject_at_once_when_stock_has_not_enough()
    {
        await Place();
        await Deliver(Say.StockRejected());
        Assert.Equal((OrderStates.Rejected, "sold out"), (State, Saga.Reason));
        Assert.Equal("sold out", Published<OrderRejected>().Reason);
        Assert.IsType<ReserveStock>(Assert.Single(World.Sent).Message);
    }

    [Fact]
    public async Task Should_release_the_stock_when_payment_is_declined()
    {
        await Reach("waiting for payment");
        await Deliver(Say.PaymentDeclined());
        Assert.Equal((OrderStates.ReleasingStock, OrderStates.Rejected), (State, Saga.Outcome));
        await Deliver(Say.StockReleased());
        Assert.Equal(OrderStates.Rejected, State);
        Assert.Equal("card declined", Published<OrderRejected>().Reason);
        Assert.Single(Sent<ReleaseStock>());
        Assert.Empty(Sent<RefundPayment>());
    }

    [Fact]
    public async Task Should_refund_before_it_releases_when_no_carrier_goes()
    {
        await Reach("waiting for shipment");
        await Deliver(Say.ShipmentRejected());
        Assert.Equal(OrderStates.Refunding, State);
        Assert.Empty(Sent<ReleaseStock>());
        await Deliver(Say.PaymentRefunded(), Say.StockReleased());
        Assert.Equal(OrderStates.Rejected, State);
        Assert.Equal("no carrier goes there", Published<OrderRejected>().Reason);
        Assert.Empty(Sent<CancelShipment>());
        Assert.Empty(Sent<CommitStock>());
    }

    [Fact]
    public async Task Should_not_retry_a_refusal()
    {
        await Reach("waiting for payment");
        await Deliver(Say.PaymentDeclined());
        await FinishCompensation();
        await World.Advance(TimeSpan.FromDays(1));
        Assert.Single(Sent<AuthorizePayment>());
        Assert.Equal(OrderStates.Rejected, State);
    }

    [Fact]
    public async Task Should_stay_rejected_when_the_customer_cancels_meanwhile()
    {
        await Reach("waiting for payment");
        await Deliver(Say.PaymentDeclined(), Say.Cancel(), Say.StockReleased());
        Assert.Equal((OrderStates.Rejected, "card declined"), (State, Saga.Reason));
    }
}
