using Workflow.Contracts;
using Workflow.Integration.Intake;
using Workflow.Integration.Payments;
using Workflow.Orchestrator.History;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>One order for each step that can fail for good: it is found under its reason, explained, and released by what the explanation says.</summary>
public sealed class When_an_order_is_stuck(When_an_order_is_stuck.Open open) : IClassFixture<When_an_order_is_stuck.Open>
{
    private const string ToAtlantis = $$"""{"country":"Atlantis","lines":[{{Requests.Line}}]}""";
    private const string Once = "1,15.3,0";
    private const string TakenBack = "1,15.3,15.3";

    private readonly PaidShop _shop = open.Shop;

    [Fact]
    public async Task Should_be_released_by_a_retry_when_stock_failed()
    {
        var order = await _shop.PlaceUnansweredAsync(StuckOrders.Stock);
        await _shop.FailAsync(order, OrderSteps.Stock, "the warehouse is closed");
        await _shop.FoundAsync(order, "stock-failed");

        await _shop.RepairAsync(StuckOrders.Stock, order);
        await _shop.ReleaseAsync(order, "retry");

        await _shop.ReachAsync(order, "Completed");
        Assert.Equal(Once, await _shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_be_released_by_giving_up_when_the_goods_are_not_to_be_had()
    {
        var order = await _shop.PlaceUnansweredAsync(StuckOrders.Stock);
        await _shop.FailAsync(order, OrderSteps.Stock, "the warehouse has burnt down");
        await _shop.FoundAsync(order, "stock-failed");

        await _shop.ReleaseAsync(order, "compensate");

        await _shop.ReachAsync(order, "Rejected");
        Assert.Null(await _shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_be_released_by_a_retry_when_payment_failed()
    {
        await _shop.MisbehaveAsync(new { outage = true });
        var order = await _shop.PlaceAsync();
        await _shop.FoundAsync(order, "payment-failed");

        await _shop.MisbehaveAsync(new { outage = false });
        await _shop.ReleaseAsync(order, "retry");

        await _shop.ReachAsync(order, "Completed");
        Assert.Equal(Once, await _shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_be_released_by_a_skip_when_the_customer_paid_otherwise()
    {
        await _shop.MisbehaveAsync(new { outage = true });
        var order = await _shop.PlaceAsync();
        await _shop.FoundAsync(order, "payment-failed");
        await _shop.ReleaseAsync(order, "skip", "receipt 7");

        await _shop.ReachAsync(order, "Completed");
        await _shop.MisbehaveAsync(new { outage = false });
        Assert.Equal("receipt 7", await _shop.Host.ReadAsync<string>("SELECT payment_reference FROM orders.saga WHERE order_id = $1", order));
        Assert.Null(await _shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_be_released_by_a_retry_when_shipment_failed()
    {
        var order = await _shop.PlaceUnansweredAsync(StuckOrders.Shipment);
        await _shop.FailAsync(order, OrderSteps.Shipment, "the carrier is on strike");
        await _shop.FoundAsync(order, "shipment-failed");

        await _shop.RepairAsync(StuckOrders.Shipment, order);
        await _shop.ReleaseAsync(order, "retry");

        await _shop.ReachAsync(order, "Completed");
    }

    [Fact]
    public async Task Should_be_released_by_a_skip_when_the_parcel_was_called_back_by_hand()
    {
        Guid order;
        await using (var held = await _shop.Host.HoldAsync(StuckOrders.Shipment.Table))
        {
            order = await _shop.PlaceAsync();
            await held.UntilSomebodyWaitsAsync();
            using var cancelled = await _shop.Host.Http.PostAsync($"/orders/{order}/cancel", null);
            await _shop.ReachAsync(order, "CancellingShipment");
            await _shop.FailAsync(order, OrderSteps.ShipmentCancellation, "the carrier is on strike");
            await _shop.FoundAsync(order, "shipment-cancellation-failed");

            await _shop.ReleaseAsync(order, "skip", "talked to the driver");

            // Nobody but the operator: shipment itself is still held.
            await _shop.ReachAsync(order, "Cancelled");
        }
        Assert.Equal(TakenBack, await _shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_be_released_by_a_retry_when_the_refund_failed()
    {
        Guid order;
        await using (var held = await _shop.Host.HoldAsync(StuckOrders.Shipment.Table))
        {
            order = await _shop.PlaceAsync(ToAtlantis);
            await held.UntilSomebodyWaitsAsync();
            await _shop.MisbehaveAsync(new { outage = true });
        }
        var shown = await _shop.FoundAsync(order, "refund-failed");
        Assert.Contains("The gateway is asked about this payment", shown.GetProperty("explanation").GetProperty("next").GetString(), StringComparison.Ordinal);

        await _shop.MisbehaveAsync(new { outage = false });
        await _shop.ReleaseAsync(order, "retry");

        await _shop.ReachAsync(order, "Rejected");
        Assert.Equal(TakenBack, await _shop.LedgerAsync(order));
        Assert.Equal(1, await _shop.HappenedAsync(order, OrderEventTypes.PaymentRefunded));
    }

    [Fact]
    public async Task Should_be_released_by_a_skip_when_the_goods_were_put_back_by_hand()
    {
        Guid order;
        await using (var shipment = await _shop.Host.HoldAsync(StuckOrders.Shipment.Table))
        {
            order = await _shop.PlaceAsync(ToAtlantis);
            await shipment.UntilSomebodyWaitsAsync();
            await using var stock = await _shop.Host.HoldAsync(StuckOrders.Stock.Table);
            await shipment.DisposeAsync();
            await _shop.ReachAsync(order, "ReleasingStock");
            await _shop.FailAsync(order, OrderSteps.StockRelease, "the warehouse is closed");
            await _shop.FoundAsync(order, "stock-release-failed");

            await _shop.ReleaseAsync(order, "skip", "shelf 4");

            // Nobody but the operator: stock itself is still held.
            await _shop.ReachAsync(order, "Rejected");
        }
        Assert.Equal(TakenBack, await _shop.LedgerAsync(order));
    }

    public sealed class Open(PostgresFixture postgres) : IAsyncLifetime
    {
        private PaidShop? _shop;

        internal PaidShop Shop => _shop!;

        public async ValueTask InitializeAsync() => _shop = await PaidShop.OpenAsync(postgres, StuckOrders.OneAttempt);

        public ValueTask DisposeAsync() => _shop?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
