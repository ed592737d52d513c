using Workflow.Integration.Messaging.Cast;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.TestSupport;

namespace Workflow.Integration.Payments;

public sealed class When_the_outcome_of_a_charge_is_unknown(PostgresFixture postgres)
{
    private const string Once = "1,15.3,0";
    private const string TakenBack = "1,15.3,15.3";

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 600)]
    public async Task Should_be_found_out_by_the_next_attempt(int unknown, int late, int lateSeconds)
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Payment:TimeoutSeconds=4", "Orders:Payment:Attempts=100");
        await shop.MisbehaveAsync(new { unknown, late, lateSeconds });

        var order = await shop.PlaceAsync();

        await shop.ReachAsync(order, OrderStates.Completed);
        Assert.Equal(Once, await shop.LedgerAsync(order));
        Assert.NotEqual(0, await shop.HappenedAsync(order, OrderEventTypes.AttemptFailed));
    }

    [Theory]
    [InlineData(1, 0, 0, "broke the connection off")]
    [InlineData(0, 1, 600, "did not answer within 4 s")]
    public async Task Should_be_found_out_after_the_saga_has_given_up(int unknown, int late, int lateSeconds, string error)
    {
        await using var shop = await PaidShop.OpenAsync(
            postgres, "Payment:TimeoutSeconds=4", "Orders:Payment:Attempts=1", "Payment:ReconcileAfterSeconds=12");
        await shop.MisbehaveAsync(new { unknown, late, lateSeconds });

        var order = await shop.PlaceAsync();

        await shop.ReachAsync(order, OrderStates.Completed);
        await shop.BeQuietAsync();
        Assert.Equal(1, await shop.HappenedAsync(order, OrderEventTypes.OrderSuspended));
        Assert.Equal(1, await shop.HappenedAsync(order, OrderEventTypes.PaymentAuthorized));
        Assert.Contains(error, await shop.ErrorAsync(order), StringComparison.Ordinal);
        Assert.Equal("Captured,15.3,0", await shop.PaymentAsync(order));
        Assert.Equal(Once, await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_be_found_out_after_a_long_outage_too()
    {
        await using var shop = await PaidShop.OpenAsync(
            postgres, "Payment:TimeoutSeconds=10", "Orders:Payment:Attempts=2", "Payment:ReconcileAfterSeconds=12");
        await shop.MisbehaveAsync(new { late = 1, lateSeconds = 600 });
        var order = await shop.PlaceAsync();
        await Eventually.HoldsAsync(async () => await shop.LedgerAsync(order) == Once, "the gateway has charged and says nothing");
        await shop.MisbehaveAsync(new { outage = true });

        await shop.ReachAsync(order, OrderStates.Suspended);
        await shop.LookedAtAsync(order, times: 1);
        Assert.Equal("gateway answered 503", await shop.ReasonAsync(order));
        Assert.Equal("Unknown,0,0", await shop.PaymentAsync(order));
        await shop.MisbehaveAsync(new { outage = false });

        await shop.ReachAsync(order, OrderStates.Completed);
        Assert.Equal(Once, await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_stay_open_and_be_charged_by_an_operators_attempt_alone_when_nothing_was_taken()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Orders:Payment:Attempts=2", "Payment:ReconcileAfterSeconds=1");
        await shop.MisbehaveAsync(new { outage = true });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Suspended);
        Assert.Equal("gateway answered 503", await shop.ReasonAsync(order));

        await shop.MisbehaveAsync(new { outage = false });
        await shop.LookedAtAsync(order, times: 2);
        Assert.Null(await shop.LedgerAsync(order));
        Assert.Equal("Pending,0,0", await shop.PaymentAsync(order));

        await shop.RetryAsync(order);

        await shop.ReachAsync(order, OrderStates.Completed);
        Assert.Equal(Once, await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_give_the_money_back_when_the_customer_has_cancelled_meanwhile()
    {
        await using var shop = await PaidShop.OpenAsync(postgres);
        await shop.MisbehaveAsync(new { late = 1, lateSeconds = 15 });
        var order = await shop.PlaceAsync();
        await Eventually.HoldsAsync(async () => await shop.LedgerAsync(order) == Once, "the gateway has charged and says nothing");

        using var cancelled = await shop.Host.Http.PostAsync($"/orders/{order}/cancel", null);

        await shop.ReachAsync(order, OrderStates.Cancelled);
        await shop.BeQuietAsync();
        Assert.Equal("Reversed,15.3,15.3", await shop.PaymentAsync(order));
        Assert.Equal(TakenBack, await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_give_the_money_back_when_the_order_has_been_given_up()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Payment:TimeoutSeconds=4", "Orders:Payment:Attempts=1");
        await shop.MisbehaveAsync(new { late = 1, lateSeconds = 600 });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Suspended);

        await shop.GiveUpAsync(order);

        await shop.ReachAsync(order, OrderStates.Rejected);
        Assert.Equal("Reversed,15.3,15.3", await shop.PaymentAsync(order));
        Assert.Equal(TakenBack, await shop.LedgerAsync(order));
    }
}
