using Workflow.Contracts;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_an_outcome_is_told(PostgresFixture postgres) : PaymentScene(postgres)
{
    [Fact]
    public async Task Should_tell_everyone_of_a_charge_once()
    {
        var command = Authorize(Order);
        await Shop.DeliverAllAsync([command, command.Again(), command.Again()]);
        await Shop.DeliverAsync(Refund(Order));

        var told = Assert.IsType<PaymentSucceeded>(Assert.Single(await Shop.EventsAsync(Order)));
        Assert.Equal(
            (12.50m, "GBP", command.TraceId, command.BusinessType), (told.Amount, told.Currency, told.TraceId, told.BusinessType));
        Assert.StartsWith("ch_", told.PaymentReference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_tell_everyone_of_a_refusal_once()
    {
        await MisbehaveAsync(new { declined = 1 });
        await Shop.DeliverAllAsync([Authorize(Order), Authorize(Order)]);

        Assert.Equal("insufficient_funds", Assert.IsType<PaymentFailed>(Assert.Single(await Shop.EventsAsync(Order))).Reason);
    }

    [Fact]
    public async Task Should_tell_of_it_before_the_saga_hears_of_it()
    {
        await Shop.DeliverAsync(Authorize(Order));

        Assert.Equal(
            ["event:payment-succeeded.v1", "queue:order-saga"],
            await Shop.RowsAsync("SELECT destination FROM messaging.outbox ORDER BY position"));
    }

    [Fact]
    public async Task Should_tell_nothing_while_the_outcome_is_open_or_when_there_never_was_one()
    {
        await MisbehaveAsync(new { unknown = 1 });
        await Shop.DeliverAsync(Authorize(Order));
        Assert.Empty(await Shop.EventsAsync());

        await Shop.DeliverAsync(Refund(Order));
        await Shop.DeliverAsync(Refund(NewOrder()));
        Assert.Empty(await Shop.EventsAsync());
    }

    [Fact]
    public async Task Should_tell_of_a_shortage_once_a_crossing()
    {
        await Shop.ReceiveAsync("initial", ("A", 15), ("B", 100));
        var crossing = Reserve(Order, ("A", 4), ("A", 1), ("B", 1));

        await Shop.DeliverAllAsync([crossing, crossing.Again()]);
        await Shop.DeliverAsync(Reserve(NewOrder(), ("A", 2)));
        var low = Assert.IsType<InventoryLow>(Assert.Single(await Shop.EventsAsync()));
        Assert.Equal((Order, "A", 10L, 10L), (low.OrderId, low.Sku, low.Available, low.Level));

        await Shop.ReceiveAsync("second", ("A", 5));
        await Shop.DeliverAsync(Reserve(NewOrder(), ("A", 7)));
        Assert.Equal([10L, 6L], (await Shop.EventsAsync()).Cast<InventoryLow>().Select(told => told.Available));
    }

    [Fact]
    public async Task Should_tell_of_one_crossing_however_many_orders_race_for_the_product()
    {
        var (eager, other) = (StartInstance(("Stock:LowLevel", "50")), StartInstance(("Stock:LowLevel", "50")));
        await eager.ReceiveAsync("initial", ("A", 100));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => (n % 2 == 0 ? eager : other).DeliverAsync(Reserve(NewOrder(), ("A", 1))))));

        Assert.Equal(50L, Assert.IsType<InventoryLow>(Assert.Single(await Shop.EventsAsync())).Available);
    }
}
