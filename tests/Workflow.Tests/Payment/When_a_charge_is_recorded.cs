using Workflow.Participants.Payment;

namespace Workflow.Tests.Payment;

public sealed class When_a_charge_is_recorded
{
    private static readonly GatewayAnswer Captured = new(GatewayOutcome.Captured, 12.5m, 0, "ch_1");
    private static readonly GatewayAnswer Declined = new(GatewayOutcome.Declined, Reason: "insufficient_funds");
    private static readonly GatewayAnswer Reversed = new(GatewayOutcome.Reversed, 12.5m, 12.5m);

    [Theory]
    [InlineData("Pending")]
    [InlineData("Unknown")]
    public void Should_take_the_outcome_of_an_open_payment(string status)
    {
        var captured = PaymentDecisions.RecordCharge(Row(status), Captured);
        var declined = PaymentDecisions.RecordCharge(Row(status), Declined);

        Assert.Equal(new(Row("Captured") with { Captured = 12.5m, Reference = "ch_1" }, PaymentReply.Authorized), captured);
        Assert.Equal(new(Row("Declined") with { Reason = "insufficient_funds" }, PaymentReply.Declined), declined);
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Unknown")]
    public void Should_say_nothing_of_a_key_that_was_reversed(string status)
    {
        var decision = PaymentDecisions.RecordCharge(Row(status), Reversed);

        Assert.Equal(new(Row("Reversed") with { Captured = 12.5m, Refunded = 12.5m }, PaymentReply.None), decision);
    }

    [Fact]
    public void Should_remember_an_unknown_outcome()
    {
        var decision = PaymentDecisions.RecordCharge(Row("Pending"), GatewayAnswer.Unknown("the gateway did not answer within 5 s"));

        Assert.Equal("Unknown", decision.Row.Status);
        Assert.Equal(PaymentReply.Failed, decision.Reply);
        Assert.Equal("the gateway did not answer within 5 s; the outcome is unknown and will be asked for", decision.Error);
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Unknown")]
    public void Should_leave_the_payment_open_when_the_call_failed(string status)
    {
        var decision = PaymentDecisions.RecordCharge(Row(status), GatewayAnswer.Failed("gateway answered 503"));

        Assert.Equal(new(Row(status), PaymentReply.Failed, "gateway answered 503"), decision);
    }

    [Theory]
    [InlineData("Captured", PaymentReply.Authorized)]
    [InlineData("Declined", PaymentReply.Declined)]
    [InlineData("Reversing", PaymentReply.None)]
    [InlineData("Reversed", PaymentReply.None)]
    public void Should_leave_alone_what_is_settled_whatever_the_gateway_says(string status, object reply)
    {
        GatewayAnswer[] answers = [GatewayAnswer.NotAsked, Captured, Declined, Reversed, GatewayAnswer.Unknown("x"), GatewayAnswer.Failed("x")];

        Assert.All(answers, answer =>
            Assert.Equal(new(Row(status), (PaymentReply)reply), PaymentDecisions.RecordCharge(Row(status), answer)));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("Pending", true)]
    [InlineData("Unknown", true)]
    [InlineData("Captured", false)]
    [InlineData("Declined", false)]
    [InlineData("Reversing", false)]
    [InlineData("Reversed", false)]
    public void Should_call_the_gateway_only_while_the_outcome_is_open(string? found, bool calls) =>
        Assert.Equal(calls, PaymentDecisions.NeedsCharge(found is null ? null : Row(found)));

    private static PaymentRow Row(string status) => new(status, 12.5m, "GBP");
}
