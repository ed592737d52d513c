using Workflow.Participants.Payment;

namespace Workflow.Tests.Payment;

public sealed class When_a_refund_is_recorded
{
    [Fact]
    public void Should_bar_the_charge_that_has_not_come_yet() =>
        Assert.Equal(new PaymentRow("Reversed", 0, "XXX"), PaymentDecisions.PlanRefund(null));

    [Theory]
    [InlineData("Pending", "Reversing")]
    [InlineData("Unknown", "Reversing")]
    [InlineData("Captured", "Reversing")]
    [InlineData("Reversing", "Reversing")]
    [InlineData("Reversed", "Reversed")]
    [InlineData("Declined", "Declined")]
    public void Should_plan_to_give_back_what_may_have_been_taken(string found, string planned) =>
        Assert.Equal(Row(planned), PaymentDecisions.PlanRefund(Row(found)));

    [Theory]
    [InlineData(null, false)]
    [InlineData("Pending", true)]
    [InlineData("Unknown", true)]
    [InlineData("Captured", true)]
    [InlineData("Reversing", true)]
    [InlineData("Reversed", false)]
    [InlineData("Declined", false)]
    public void Should_call_the_gateway_only_when_money_may_have_been_taken(string? found, bool calls) =>
        Assert.Equal(calls, PaymentDecisions.NeedsReversal(found is null ? null : Row(found)));

    [Fact]
    public void Should_record_what_the_gateway_gave_back()
    {
        var decision = PaymentDecisions.RecordRefund(Row("Reversing"), new(GatewayOutcome.Reversed, 12.5m, 12.5m));

        Assert.Equal(new(Row("Reversed") with { Captured = 12.5m, Refunded = 12.5m }, PaymentReply.Refunded), decision);
    }

    [Theory]
    [InlineData("Reversed")]
    [InlineData("Declined")]
    public void Should_answer_again_what_is_settled(string status) =>
        Assert.Equal(new(Row(status), PaymentReply.Refunded), PaymentDecisions.RecordRefund(Row(status), GatewayAnswer.NotAsked));

    [Fact]
    public void Should_stay_on_its_way_when_the_call_failed()
    {
        GatewayAnswer[] answers = [GatewayAnswer.Failed("gateway answered 503"), GatewayAnswer.Unknown("gateway answered 503")];

        Assert.All(answers, answer => Assert.Equal(
            new(Row("Reversing"), PaymentReply.Failed, "gateway answered 503"), PaymentDecisions.RecordRefund(Row("Reversing"), answer)));
    }

    [Fact]
    public void Should_leave_an_intent_alone_that_is_there_already() =>
        Assert.Equal(Row("Reversed"), PaymentDecisions.PlanCharge(Row("Reversed"), Row("Pending")));

    private static PaymentRow Row(string status) => new(status, 12.5m, "GBP");
}
