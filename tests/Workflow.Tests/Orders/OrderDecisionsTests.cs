using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

public sealed class OrderDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("stock", "ReservingStock", "ReleasingStock")]
    [InlineData("payment", "AuthorizingPayment", "Refunding")]
    [InlineData("shipment", "ArrangingShipment", "CancellingShipment")]
    [InlineData("stock", "Suspended", "ReleasingStock")]
    [InlineData("payment", "Suspended", "Refunding")]
    [InlineData("shipment", "Suspended", "CancellingShipment")]
    public void Should_cancel_from_the_step_that_may_have_been_done(string step, string state, string target)
    {
        var decision = OrderDecisions.Cancel(At(step, state), Cancel, Now)!;
        Assert.Equal((target, "Cancelled", "too dear"), (decision.State, decision.Data!.Outcome, decision.Data.Reason));
    }

    [Theory]
    [InlineData("shipment-cancellation")]
    [InlineData("refund")]
    [InlineData("stock-release")]
    public void Should_not_cancel_what_is_ending(string step) =>
        Assert.Null(OrderDecisions.Cancel(At(step, "Suspended", "Rejected"), Cancel, Now));

    [Theory]
    [InlineData("stock", null, "ReleasingStock", "Rejected")]
    [InlineData("payment", null, "Refunding", "Rejected")]
    [InlineData("shipment", null, "CancellingShipment", "Rejected")]
    [InlineData("shipment-cancellation", "Cancelled", "CancellingShipment", null)]
    [InlineData("refund", "Cancelled", "Refunding", null)]
    [InlineData("stock-release", "Rejected", "ReleasingStock", null)]
    public void Should_compensate_from_the_step_that_failed(string step, string? outcome, string target, string? decided)
    {
        var decision = OrderDecisions.Compensate(At(step, "Suspended", outcome), Compensate, Now)!;
        Assert.Equal((target, decided), (decision.State, decision.Data!.Outcome));
    }

    [Theory]
    [InlineData("stock", null, "AuthorizingPayment")]
    [InlineData("payment", null, "ArrangingShipment")]
    [InlineData("shipment", null, "Completed")]
    [InlineData("shipment-cancellation", "Cancelled", "Refunding")]
    [InlineData("refund", "Rejected", "ReleasingStock")]
    [InlineData("stock-release", "Rejected", "Rejected")]
    [InlineData("stock-release", "Cancelled", "Cancelled")]
    public void Should_skip_to_what_success_would_have_led_to(string step, string? outcome, string target)
    {
        var decision = OrderDecisions.Skip(At(step, "Suspended", outcome), Skip, Now)!;
        Assert.Equal((target, step, "by hand"), (decision.State, decision.Data!.Step, decision.Data.Reference));
        Assert.Equal(step == "payment" ? "by hand" : null, decision.Data.PaymentReference);
        Assert.Equal(step == "shipment" ? "by hand" : null, decision.Data.TrackingNumber);
    }

    [Theory]
    [InlineData("stock", true)]
    [InlineData("payment", false)]
    [InlineData("stock-release", false)]
    public void Should_take_an_answer_at_its_own_step_only(string step, bool taken) =>
        Assert.Equal(taken, OrderDecisions.AuthorizePayment(At(step, "Suspended"), Reserved, Now) is not null);

    private static CancelOrder Cancel => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = "",
        Reason = "too dear"
    };

    private static CompensateOrder Compensate => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = "",
        Operator = "olga",
        Reason = "given up"
    };

    private static SkipStep Skip => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = "",
        Operator = "olga",
        Reason = "by phone",
        Reference = "by hand"
    };

    private static StockReserved Reserved => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = ""
    };

    private static OrderState At(string step, string state, string? outcome = null) =>
        new() { CurrentState = state, Step = step, Attempt = 1, Outcome = outcome };
}
