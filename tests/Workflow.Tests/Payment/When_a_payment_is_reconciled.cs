using Workflow.Participants.Payment;

namespace Workflow.Tests.Payment;

public sealed class When_a_payment_is_reconciled
{
    private static readonly GatewayAnswer Captured = new(GatewayOutcome.Captured, 12.5m, 0, "ch_1");
    private static readonly GatewayAnswer Declined = new(GatewayOutcome.Declined, Reason: "insufficient_funds");
    private static readonly GatewayAnswer Reversed = new(GatewayOutcome.Reversed, 12.5m, 12.5m);
    private static readonly GatewayAnswer[] NoOutcome =
        [GatewayAnswer.NotAsked, new(GatewayOutcome.NotFound), GatewayAnswer.Failed("x"), GatewayAnswer.Unknown("x")];

    [Theory]
    [InlineData("Pending")]
    [InlineData("Unknown")]
    public void Should_settle_an_open_one_and_answer_the_saga(string status)
    {
        Assert.Equal(
            new(Row("Captured") with { Captured = 12.5m, Reference = "ch_1" }, PaymentReply.Authorized),
            PaymentDecisions.Reconcile(Row(status), Captured));
        Assert.Equal(
            new(Row("Declined") with { Reason = "insufficient_funds" }, PaymentReply.Declined),
            PaymentDecisions.Reconcile(Row(status), Declined));
        Assert.Equal(
            new(Row("Reversed") with { Captured = 12.5m, Refunded = 12.5m }, PaymentReply.None),
            PaymentDecisions.Reconcile(Row(status), Reversed));
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Unknown")]
    [InlineData("Reversing")]
    public void Should_leave_it_as_it_is_and_say_nothing_while_the_gateway_knows_no_outcome(string status) =>
        Assert.All(NoOutcome, answer => Assert.Equal(new(Row(status), PaymentReply.None), PaymentDecisions.Reconcile(Row(status), answer)));

    [Fact]
    public void Should_finish_a_reversal() =>
        Assert.Equal(
            new(Row("Reversed") with { Captured = 12.5m, Refunded = 12.5m }, PaymentReply.Refunded),
            PaymentDecisions.Reconcile(Row("Reversing"), Reversed));

    [Fact]
    public void Should_not_call_money_back_that_a_refund_has_taken_on_its_way_meanwhile() =>
        Assert.All([Captured, Declined], answer =>
            Assert.Equal(new(Row("Reversing"), PaymentReply.None), PaymentDecisions.Reconcile(Row("Reversing"), answer)));

    [Theory]
    [InlineData("Captured")]
    [InlineData("Declined")]
    [InlineData("Reversed")]
    public void Should_say_nothing_more_of_what_is_settled(string status) =>
        Assert.All([Captured, Declined, Reversed, .. NoOutcome], answer =>
            Assert.Equal(new(Row(status), PaymentReply.None), PaymentDecisions.Reconcile(Row(status), answer)));

    [Theory]
    [InlineData("Pending", true)]
    [InlineData("Unknown", true)]
    [InlineData("Reversing", true)]
    [InlineData("Captured", false)]
    [InlineData("Declined", false)]
    [InlineData("Reversed", false)]
    public void Should_concern_only_what_the_gateway_still_owes(string status, bool owed) => Assert.Equal(owed, Row(status).IsOwed);

    private static PaymentRow Row(string status) => new(status, 12.5m, "GBP");
}
