using Workflow.Contracts;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_failures_are_simulated(PostgresFixture postgres) : PaymentScene(postgres)
{
    [Fact]
    public async Task Should_fail_one_first_attempt_of_an_order_without_effect_and_succeed_at_the_second()
    {
        var shop = StartInstance(("Simulation:TransientShare", "1"));
        await shop.ReceiveAsync("initial", ("A", 1000));
        for (var n = 0; n < 30; n++)
        {
            var order = NewOrder();
            OrderMessage[] commands = [Reserve(order, ("A", 1)), Authorize(order), Arrange(order)];
            await shop.DeliverAllAsync(commands);

            var failure = Assert.Single((await shop.AnswersAsync(order)).OfType<StepFailed>());

            Assert.Equal((1, "simulated passing failure"), (failure.Attempt, failure.Error));
            Assert.Equal("2", await shop.RowAsync(EffectsOf(order)));
            await shop.DeliverAllAsync(commands);
            Assert.Equal(3, (await shop.AnswersAsync(order)).Count);
            await shop.DeliverAllAsync(
                [Reserve(order, ("A", 1)) with { Attempt = 2 }, Authorize(order, attempt: 2), Arrange(order) with { Attempt = 2 }]);
            Assert.Equal("3", await shop.RowAsync(EffectsOf(order)));
        }
        var steps = (await shop.AnswersAsync()).OfType<StepFailed>().Select(failure => failure.Step).Distinct();
        Assert.Equal([OrderSteps.Payment, OrderSteps.Shipment, OrderSteps.Stock], steps.Order());
    }

    [Fact]
    public async Task Should_reject_the_wanted_share_of_shipments_for_good()
    {
        var shop = StartInstance(("Simulation:ShipmentRejectedShare", "0.5"), ("Simulation:Seed", "3"));
        var orders = Enumerable.Range(0, 400).Select(_ => NewOrder()).ToList();

        await shop.DeliverAllAsync(orders.Select(order => Arrange(order)));
        var first = (await shop.AnswersAsync()).ToDictionary(answer => answer.OrderId, answer => answer.GetType());
        await shop.DeliverAllAsync(orders.Select(order => Arrange(order)));

        Assert.InRange(first.Values.Count(type => type == typeof(ShipmentRejected)), 140, 260);
        Assert.All(await shop.AnswersAsync(), answer => Assert.Equal(first[answer.OrderId], answer.GetType()));
    }

    private static string EffectsOf(Guid order) =>
        $"""
        SELECT (SELECT count(*) FROM stock.reservation WHERE order_id = '{order}') + (SELECT count(*) FROM payments.payment WHERE order_id = '{order}')
            + (SELECT count(*) FROM shipments.shipment WHERE order_id = '{order}')
        """;
}
