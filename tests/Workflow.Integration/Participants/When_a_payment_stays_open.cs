using Workflow.Contracts;
using Workflow.Messaging.Transport;
using Workflow.Participants.Payment;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_a_payment_stays_open(PostgresFixture postgres) : PaymentScene(postgres)
{
    [Fact]
    public async Task Should_leave_it_to_the_saga_for_a_while_and_then_ask_and_answer()
    {
        await MisbehaveAsync(new { unknown = 1 });
        var command = Authorize(Order);
        await Shop.DeliverAsync(command);
        Assert.Empty(await Shop.BeatAsync());
        await LetTimePassAsync(seconds: 61);

        var reconcile = Assert.Single(await Shop.BeatAsync());
        var answer = Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(reconcile)));

        Assert.Equal((Order, command.TraceId, command.BusinessType), (reconcile.OrderId, reconcile.TraceId, reconcile.BusinessType));
        Assert.Equal((12.5m, command.TraceId), (answer.Amount, answer.TraceId));
        Assert.IsType<PaymentSucceeded>(Assert.Single(await Shop.EventsAsync(Order)));
        Assert.Equal("Captured,12.5,0", await RowAsync());
        Assert.Equal("1,12.5,0", await LedgerAsync());
        Assert.Empty(await Shop.AskAsync(reconcile));
        Assert.Empty(await Shop.AskAsync(reconcile.Again()));
        await LetTimePassAsync(seconds: 1_000_000);
        Assert.Empty(await Shop.BeatAsync());
    }

    [Fact]
    public async Task Should_pass_a_refusal_on_that_nobody_heard()
    {
        await MisbehaveAsync(new { declined = 1 });
        await Shop.Payments.RunAsync(PaymentUnit.PlanCharge(Authorize(Order)));
        await Gateway.ChargeAsync(Order.ToString("D"));
        await LetTimePassAsync(seconds: 61);

        var answer = Assert.Single(await Shop.AskAsync(Assert.Single(await Shop.BeatAsync())));

        Assert.Equal("insufficient_funds", Assert.IsType<PaymentDeclined>(answer).Reason);
        Assert.IsType<PaymentFailed>(Assert.Single(await Shop.EventsAsync(Order)));
    }

    [Fact]
    public async Task Should_never_charge_by_itself()
    {
        await Shop.Payments.RunAsync(PaymentUnit.PlanCharge(Authorize(Order)));
        await LetTimePassAsync(seconds: 61);

        Assert.Empty(await Shop.AskAsync(Assert.Single(await Shop.BeatAsync())));

        Assert.Null(await LedgerAsync());
        Assert.Equal("Pending,0,0", await RowAsync());
        Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(Authorize(Order, attempt: 2))));
        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_finish_a_refund_that_found_the_gateway_out_of_order()
    {
        await Shop.DeliverAsync(Authorize(Order));
        await MisbehaveAsync(new { outage = true });
        await Shop.DeliverAsync(Refund(Order));
        await LetTimePassAsync(seconds: 61);
        Assert.Empty(await Shop.AskAsync(Assert.Single(await Shop.BeatAsync())));
        Assert.Equal("Reversing,12.5,0", await RowAsync());
        await MisbehaveAsync(new { outage = false });
        // The second look comes after as long again as the first one took to come, which a slow machine makes longer.
        await LetTimePassAsync(seconds: 600);

        var answer = Assert.Single(await Shop.AskAsync(Assert.Single(await Shop.BeatAsync())));

        Assert.Equal(12.5m, Assert.IsType<PaymentRefunded>(answer).Amount);
        Assert.Equal("Reversed,12.5,12.5", await RowAsync());
        Assert.Equal("1,12.5,12.5", await LedgerAsync());
    }

    [Theory]
    [InlineData(10, 60)]
    [InlineData(60, 60)]
    [InlineData(240, 240)]
    [InlineData(3_000, 3_000)]
    [InlineData(100_000, 3_600)]
    public async Task Should_wait_twice_as_long_before_each_further_look_but_an_hour_at_most(int openFor, int wait)
    {
        await Shop.Payments.RunAsync(PaymentUnit.PlanCharge(Authorize(Order)));
        await Shop.ExecuteAsync($"UPDATE payments.payment SET reconcile_at = now(), updated_at = now() - interval '{openFor} s'");

        Assert.Single(await Shop.BeatAsync());

        var next = double.Parse(await Shop.RowAsync("SELECT extract(epoch FROM reconcile_at - now())::float8 FROM payments.payment"));
        Assert.InRange(next, wait - 30, wait + 30);
        Assert.Empty(await Shop.BeatAsync());
    }

    [Fact]
    public async Task Should_be_claimed_by_one_of_two_instances_in_bounded_numbers()
    {
        var other = StartInstance();
        await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => Shop.Payments.RunAsync(PaymentUnit.PlanCharge(Authorize(NewOrder())))));
        await LetTimePassAsync(seconds: 61);

        await Task.WhenAll(BeatAsync(Shop), BeatAsync(other));
        Assert.Equal("200,200", await ClaimsAsync());
        await BeatAsync(Shop);
        await BeatAsync(other);

        Assert.Equal("250,250", await ClaimsAsync());

        Task BeatAsync(ParticipantInstance instance) => Task.Run(instance.BeatAsync);
        Task<string> ClaimsAsync() => Shop.RowAsync("SELECT count(*), count(DISTINCT order_id) FROM messaging.outbox WHERE message_type = 'reconcile-payment.v1'");
    }

    [Fact]
    public async Task Should_be_looked_at_sooner_when_a_callback_tells_of_an_outcome()
    {
        await MisbehaveAsync(new { unknown = 1 });
        await Shop.DeliverAsync(Authorize(Order));

        await Shop.DeliverAsync(Callback(Order, PayStatuses.Pending));
        Assert.Empty(await Shop.BeatAsync());
        await Shop.DeliverAllAsync(Enumerable.Range(0, 20).Select(n => Callback(Order, n % 2 == 0 ? PayStatuses.Success : PayStatuses.Failed)));

        Assert.IsType<PaymentAuthorized>(Assert.Single(await Shop.AskAsync(Assert.Single(await Shop.BeatAsync()))));
        await Shop.DeliverAsync(Callback(Order, PayStatuses.Failed));
        Assert.Empty(await Shop.BeatAsync());
        Assert.Equal("1,12.5,0", await LedgerAsync());
    }

    [Fact]
    public async Task Should_not_believe_a_callback()
    {
        await Shop.Payments.RunAsync(PaymentUnit.PlanCharge(Authorize(Order)));
        await Shop.DeliverAsync(Callback(Order, PayStatuses.Success) with { Amount = 12.5m, Reference = "ch_forged" });

        Assert.Empty(await Shop.AskAsync(Assert.Single(await Shop.BeatAsync())));

        Assert.Equal("Pending,0,0", await RowAsync());
        Assert.Empty(await Shop.EventsAsync());
    }

    [Fact]
    public async Task Should_have_nothing_to_do_for_a_callback_without_a_payment_and_refuse_one_without_a_status()
    {
        await Shop.DeliverAsync(Callback(Order, PayStatuses.Success));
        Assert.Empty(await Shop.BeatAsync());
        Assert.Empty(await Shop.RowsAsync("SELECT * FROM payments.payment"));
        await Assert.ThrowsAsync<UnreadableMessageException>(() => Shop.DeliverAsync(Callback(Order, "PAID")));
    }

    private Task LetTimePassAsync(int seconds) =>
        Shop.ExecuteAsync($"UPDATE payments.payment SET reconcile_at = reconcile_at - interval '{seconds} s', updated_at = updated_at - interval '{seconds} s'");
}
