using Workflow.Contracts;
using Workflow.Participants.Payment;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_money_is_taken(PostgresFixture postgres) : PaymentScene(postgres)
{
    [Fact]
    public async Task Should_take_it_once_and_answer_with_the_gateways_reference()
    {
        var answer = Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(Authorize(Order))));

        Assert.Equal(12.50m, answer.Amount);
        Assert.StartsWith("ch_", answer.PaymentReference, StringComparison.Ordinal);
        Assert.Equal("Captured,12.5,0", await RowAsync());
        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_pass_a_refusal_on()
    {
        await MisbehaveAsync(new { declined = 1 });

        var answer = Assert.IsType<PaymentDeclined>(Assert.Single(await Shop.AskAsync(Authorize(Order))));

        Assert.Equal("insufficient_funds", answer.Reason);
        Assert.Equal("Declined,0,0", await RowAsync());
        Assert.Equal(0m, Assert.IsType<PaymentRefunded>(Assert.Single(await Shop.AskAsync(Refund(Order)))).Amount);
        Assert.Equal("Declined,0,0", await RowAsync());
    }

    [Fact]
    public async Task Should_ask_what_became_of_a_charge_that_got_no_answer()
    {
        await MisbehaveAsync(new { unknown = 1 });

        var failure = Assert.IsType<StepFailed>(Assert.Single(await Shop.AskAsync(Authorize(Order))));

        Assert.Equal(
            (OrderSteps.Payment, 1, "the gateway broke the connection off; the outcome is unknown and will be asked for"),
            (failure.Step, failure.Attempt, failure.Error));
        Assert.Equal("Unknown,0,0", await RowAsync());
        Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(Authorize(Order, attempt: 2))));
        Assert.Equal("Captured,12.5,0", await RowAsync());
        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_ask_what_became_of_a_charge_that_took_too_long()
    {
        await MisbehaveAsync(new { late = 1, lateSeconds = 60 });
        var impatient = StartInstance(("Payment:TimeoutSeconds", "3"));

        var failure = Assert.IsType<StepFailed>(Assert.Single(await impatient.AskAsync(Authorize(Order))));

        Assert.Equal("the gateway did not answer within 3 s; the outcome is unknown and will be asked for", failure.Error);
        Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(Authorize(Order, attempt: 2))));
        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_fail_the_attempt_while_the_gateway_is_out_of_order()
    {
        await MisbehaveAsync(new { outage = true });
        var failure = Assert.IsType<StepFailed>(Assert.Single(await Shop.AskAsync(Authorize(Order))));

        await MisbehaveAsync(new { outage = false });
        var answer = Assert.Single(await Shop.AskAsync(Authorize(Order, attempt: 2)));

        Assert.Equal("gateway answered 503", failure.Error);
        Assert.IsType<PaymentAuthorized>(answer);
        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_fail_the_attempt_while_nobody_is_there()
    {
        // Nothing listens on port 1 of the loopback.
        var lost = StartInstance(("Payment:GatewayUrl", "http://127.0.0.1:1"));
        var failure = Assert.IsType<StepFailed>(Assert.Single(await lost.AskAsync(Authorize(Order))));

        var answer = Assert.Single(await Shop.AskAsync(Authorize(Order, attempt: 2)));

        Assert.Equal("the gateway cannot be reached", failure.Error);
        Assert.IsType<PaymentAuthorized>(answer);
    }

    [Fact]
    public async Task Should_find_the_charge_that_a_crash_left_unrecorded()
    {
        var command = Authorize(Order);
        await Shop.Payments.RunAsync(PaymentUnit.PlanCharge(command));
        await Gateway.ChargeAsync(Order.ToString("D"));

        Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(command)));

        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_go_on_where_a_crash_left_only_the_intent()
    {
        var command = Authorize(Order);
        await Shop.Payments.RunAsync(PaymentUnit.PlanCharge(command));

        Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(command)));

        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_share_commits_and_take_every_amount_once()
    {
        var orders = Enumerable.Range(0, 300).Select(n => (Id: NewOrder(), Amount: n + 0.25m)).ToList();

        await Shop.DeliverAllAsync(orders.SelectMany(order => new[] { Authorize(order.Id, order.Amount), Authorize(order.Id, order.Amount) }));

        var ledger = await Gateway.LedgerAsync();
        Assert.Equal(300, ledger.Count(account => account.GetProperty("captures").GetInt32() == 1));
        Assert.Equal("Captured,300,44925", await Shop.RowAsync("SELECT status, count(*), sum(captured)::float8 FROM payments.payment GROUP BY 1"));
        Assert.True(Shop.Payments.Metrics.Commits < Shop.Payments.Metrics.Units / 2, $"{Shop.Payments.Metrics.Commits} commits");
    }
}
