using Workflow.Contracts;
using Workflow.Participants.Payment;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_money_goes_back(PostgresFixture postgres) : PaymentScene(postgres)
{
    [Fact]
    public async Task Should_give_back_what_was_taken()
    {
        await Shop.DeliverAsync(Authorize(Order));

        var answer = Assert.IsType<PaymentRefunded>(Assert.Single(await Shop.AskAsync(Refund(Order))));

        Assert.Equal(12.5m, answer.Amount);
        Assert.Equal("Reversed,12.5,12.5", await RowAsync());
        Assert.Equal("1,12.5,12.5", await LedgerAsync());
    }

    [Fact]
    public async Task Should_take_nothing_after_a_refund_that_came_first()
    {
        var refunded = Assert.IsType<PaymentRefunded>(Assert.Single(await Shop.AskAsync(Refund(Order))));

        Assert.Empty(await Shop.AskAsync(Authorize(Order)));

        Assert.Equal(0m, refunded.Amount);
        Assert.Equal("Reversed,0,0", await RowAsync());
        Assert.Null(await LedgerAsync());
    }

    [Fact]
    public async Task Should_give_back_a_charge_whose_answer_is_still_on_its_way()
    {
        await MisbehaveAsync(new { late = 1, lateSeconds = 60 });
        var impatient = StartInstance(("Payment:TimeoutSeconds", "6"));
        var charge = impatient.AskAsync(Authorize(Order));
        while (await LedgerAsync() is null)
            await Task.Delay(10);

        var answers = await Shop.AskAsync(Refund(Order));

        Assert.Equal(12.5m, Assert.IsType<PaymentRefunded>(Assert.Single(answers)).Amount);
        await charge;
        Assert.Equal(["PaymentRefunded"], (await Shop.AnswersAsync(Order)).Select(answer => answer.GetType().Name));
        Assert.Equal("Reversed,12.5,12.5", await RowAsync());
        Assert.Equal("1,12.5,12.5", await LedgerAsync());
    }

    [Fact]
    public async Task Should_bar_a_charge_that_reaches_the_gateway_later()
    {
        var command = Authorize(Order);
        var plan = PaymentUnit.PlanCharge(command);
        await Shop.Payments.RunAsync(plan);
        await Shop.DeliverAsync(Refund(Order));

        // The rest of the authorization, as it goes on after the refund overtook it.
        var charge = await Gateway.ChargeAsync(Order.ToString("D"));
        await Shop.Payments.RunAsync(PaymentUnit.RecordCharge(command, new GatewayAnswer(GatewayOutcome.Reversed)));

        Assert.Null(plan.Found);
        Assert.Equal(409, (int)charge.StatusCode);
        Assert.IsType<PaymentRefunded>(Assert.Single(await Shop.AnswersAsync(Order)));
        Assert.Equal("Reversed,0,0", await RowAsync());
        Assert.Equal("0,0,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_hold_nothing_in_the_end_however_authorization_and_refund_race()
    {
        var other = StartInstance();
        var orders = Enumerable.Range(0, 200).Select(_ => NewOrder()).ToList();
        await MisbehaveAsync(new { unknown = 0.2, declined = 0.1, failing = 0.2 });

        await Task.WhenAll(orders.SelectMany((order, n) => new[]
        {
            Task.Run(() => (n % 2 == 0 ? Shop : other).DeliverAsync(Authorize(order))),
            Task.Run(() => (n % 3 == 0 ? Shop : other).DeliverAsync(Refund(order))),
        }));

        Assert.DoesNotContain(await Gateway.LedgerAsync(), row =>
            row.GetProperty("captures").GetInt32() > 1 || row.GetProperty("captured").GetDecimal() != row.GetProperty("refunded").GetDecimal());
        Assert.Empty(await Shop.RowsAsync("SELECT * FROM payments.payment WHERE status NOT IN ('Reversed', 'Declined') OR captured <> refunded"));
        var answers = await Shop.AnswersAsync();
        Assert.All(orders, order => Assert.Single(answers, answer => answer.OrderId == order && answer is PaymentRefunded));
    }

    [Fact]
    public async Task Should_fail_the_attempt_while_the_gateway_is_out_of_order_and_succeed_later()
    {
        await Shop.DeliverAsync(Authorize(Order));
        await MisbehaveAsync(new { outage = true });

        var failure = Assert.IsType<StepFailed>(Assert.Single(await Shop.AskAsync(Refund(Order, attempt: 3))));

        Assert.Equal((OrderSteps.Refund, 3, "gateway answered 503"), (failure.Step, failure.Attempt, failure.Error));
        Assert.Equal("Reversing,12.5,0", await RowAsync());
        await MisbehaveAsync(new { outage = false });
        Assert.Empty(await Shop.AskAsync(Authorize(Order, attempt: 2)));
        Assert.Equal(12.5m, Assert.IsType<PaymentRefunded>(Assert.Single(await Shop.AskAsync(Refund(Order, attempt: 4)))).Amount);
        Assert.Equal("1,12.5,12.5", await LedgerAsync());
    }
}
