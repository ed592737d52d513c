using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Testing;

public sealed class When_the_card_is_declined
{
    [Fact]
    public async Task Should_put_the_goods_back_and_reject_the_order()
    {
        await using var order = await OrderHarness.StartAsync();
        order.Play(OrderQueues.Stock, Actors.SayYes);

        await order.Place(new OrderLine("85123A", 6, 2.55m));
        var charge = order.ExpectCommand<AuthorizePayment>(command => command.Amount == 15.30m);
        await order.Answer(order.Say.Failed(OrderSteps.Payment, charge.Attempt, "gateway answered 503"));
        await order.Advance(TimeSpan.FromSeconds(1));
        order.ExpectCommand<AuthorizePayment>(command => command.Attempt == 2);
        await order.Answer(order.Say.PaymentDeclined("insufficient funds"));

        order.ExpectState(OrderStates.Rejected);
        order.ExpectEvent<OrderRejected>(rejected => rejected.Reason == "insufficient funds");
        order.ExpectNo<ArrangeShipment>();
    }
}
