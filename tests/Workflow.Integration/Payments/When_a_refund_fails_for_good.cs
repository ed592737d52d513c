using Workflow.Contracts;
using Workflow.Integration.Intake;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.TestSupport;

namespace Workflow.Integration.Payments;

public sealed class When_a_refund_fails_for_good(PostgresFixture postgres)
{
    private const string ToAtlantis = $$"""{"country":"Atlantis","lines":[{{Requests.Line}}]}""";

    [Fact]
    public async Task Should_suspend_the_order_with_its_reason_and_finish_when_the_gateway_is_back()
    {
        await using var shop = await PaidShop.OpenAsync(
            postgres, "Shipment:UnservedCountries:0=Atlantis", "Orders:Refund:Attempts=2", "Payment:ReconcileAfterSeconds=3");
        Guid order;
        await using (var held = await shop.Host.HoldAsync("shipments.shipment"))
        {
            order = await shop.PlaceAsync(ToAtlantis);
            await held.UntilSomebodyWaitsAsync();
            await shop.MisbehaveAsync(new { outage = true });
        }

        await shop.ReachAsync(order, OrderStates.Suspended);
        Assert.Equal(OrderSteps.Refund, await shop.StepAsync(order));
        Assert.Equal("gateway answered 503", await shop.ErrorAsync(order));
        Assert.Equal("Reversing,15.3,0", await shop.PaymentAsync(order));
        Assert.Equal(6, await shop.ReservedAsync());

        await shop.MisbehaveAsync(new { outage = false });

        await shop.ReachAsync(order, OrderStates.Rejected);
        await shop.BeQuietAsync();
        Assert.Equal("1,15.3,15.3", await shop.LedgerAsync(order));
        Assert.Equal(0, await shop.ReservedAsync());
        Assert.Equal(1, await shop.HappenedAsync(order, OrderEventTypes.PaymentRefunded));
    }
}
