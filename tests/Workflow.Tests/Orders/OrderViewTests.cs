using System.Text.Json;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

public sealed class OrderViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("019b8d2c-0000-7000-8000-000000000001");
    private static readonly string[] All = ["stock", "payment", "shipment"];

    private static readonly AcceptedOrder Order = new()
    {
        OrderId = Id,
        Reference = "536365",
        Currency = "GBP",
        Total = 15.3m,
        AcceptedAt = Start,
        Lines = [new("85123A", 6, 2.55m)]
    };

    [Fact]
    public void Should_show_an_accepted_order_before_its_saga_starts()
    {
        var view = OrderView.Of(Order, null, [], new());
        Assert.Equal((Id, "536365", "Submitted", 15.3m, "GBP"),
            (view.OrderId, view.Reference, view.Status, view.Total, view.Currency));
        Assert.Equal(All, view.StepsRemaining);
        Assert.Empty(view.StepsDone);
        Assert.Null(view.Current);
        Assert.True(view.CanCancel);
    }

    [Fact]
    public void Should_show_what_is_done_what_runs_and_what_remains()
    {
        var saga = Saga("AuthorizingPayment", "payment", attempt: 2);
        saga.LastError = "timeout";
        saga.DeadlineAt = Start.AddSeconds(40);
        var view = OrderView.Of(Order, saga, [Event(1, "order-submitted"), Event(2, "stock-reserved")], new());
        Assert.Equal([new("stock", Start.AddSeconds(2), null)], view.StepsDone);
        Assert.Equal(["payment", "shipment"], view.StepsRemaining);
        Assert.Equal(new("payment", 2, 3, Start.AddSeconds(5), Start.AddSeconds(40), null, "timeout"), view.Current);
        Assert.True(view.CanCancel);
    }

    [Theory]
    [InlineData("CancellingShipment", "shipment-cancellation", "shipment-cancellation,refund,stock-release")]
    [InlineData("Refunding", "refund", "refund,stock-release")]
    [InlineData("ReleasingStock", "stock-release", "stock-release")]
    [InlineData("Suspended", "refund", "refund,stock-release")]
    public void Should_show_the_compensation_that_remains(string state, string step, string remaining)
    {
        var view = OrderView.Of(Order, Saga(state, step, outcome: "Cancelled"), [], new());
        Assert.Equal(remaining.Split(','), view.StepsRemaining);
        Assert.Equal(10, view.Current!.MaxAttempts);
        Assert.False(view.CanCancel);
    }

    [Theory]
    [InlineData("ReservingStock", "stock", null, true)]
    [InlineData("ArrangingShipment", "shipment", null, true)]
    [InlineData("Suspended", "shipment", null, true)]
    [InlineData("Suspended", "refund", "Rejected", false)]
    [InlineData("ReleasingStock", "stock-release", "Rejected", false)]
    [InlineData("Completed", null, null, false)]
    [InlineData("Cancelled", null, "Cancelled", false)]
    [InlineData("Rejected", null, "Rejected", false)]
    public void Should_say_whether_it_can_still_be_cancelled(string state, string? step, string? outcome, bool can) =>
        Assert.Equal(can, OrderView.Of(Order, Saga(state, step, outcome: outcome), [], new()).CanCancel);

    [Fact]
    public void Should_show_nothing_that_remains_of_an_order_that_ended()
    {
        var saga = Saga("Completed", null);
        saga.FinishedAt = Start.AddSeconds(4);
        var view = OrderView.Of(Order, saga,
            [
                Event(1, "order-submitted"), Event(2, "stock-reserved"),
                Event(3, "payment-authorized", new() { PaymentReference = "ch_1" }),
                Event(4, "shipment-arranged", new() { TrackingNumber = "TN1" })
            ], new());
        Assert.Empty(view.StepsRemaining);
        Assert.Null(view.Current);
        Assert.Equal([null, "ch_1", "TN1"], view.StepsDone.Select(done => done.Reference));
        Assert.Equal(Start.AddSeconds(4), view.FinishedAt);
    }

    [Fact]
    public void Should_show_a_skipped_step_as_done_with_its_reference_but_not_the_operator()
    {
        var view = OrderView.Of(Order, Saga("ArrangingShipment", "shipment"),
            [Event(1, "step-skipped", new() { Step = "payment", Operator = "olga", Reference = "cash 7" })], new());
        Assert.Equal([new("payment", Start.AddSeconds(1), "cash 7")], view.StepsDone);
        Assert.Null(view.Timeline[0].Data!.Operator);
    }

    [Fact]
    public void Should_be_written_like_this()
    {
        var saga = Saga("AuthorizingPayment", "payment");
        saga.DeadlineAt = Start.AddSeconds(40);
        var view = OrderView.Of(Order, saga,
            [Event(1, "attempt-failed", new() { Step = "stock", Attempt = 1, Error = "timeout" })], new());
        const string Expected = """
            {"orderId":"019b8d2c-0000-7000-8000-000000000001","reference":"536365","status":"AuthorizingPayment",
            "total":15.3,"currency":"GBP","acceptedAt":"2026-01-05T08:00:00+00:00","stepsDone":[],
            "stepsRemaining":["payment","shipment"],
            "current":{"step":"payment","attempt":1,"maxAttempts":3,"since":"2026-01-05T08:00:05+00:00",
            "deadlineAt":"2026-01-05T08:00:40+00:00"},
            "timeline":[{"sequence":1,"at":"2026-01-05T08:00:01+00:00","type":"attempt-failed","state":"ReservingStock",
            "data":{"step":"stock","attempt":1,"error":"timeout"}}],"canCancel":true}
            """;
        Assert.Equal(
            Expected.ReplaceLineEndings(""), JsonSerializer.Serialize(view, OrderViewJson.Default.OrderView));
    }

    private static OrderState Saga(string state, string? step, int attempt = 1, string? outcome = null) => new()
    {
        CorrelationId = Id,
        CurrentState = state,
        Step = step,
        Attempt = attempt,
        Outcome = outcome,
        StateSince = Start.AddSeconds(5)
    };

    private static OrderEvent Event(int sequence, string type, OrderEventData? data = null) => new()
    {
        OrderId = Id,
        Sequence = sequence,
        Type = type,
        State = OrderStates.ReservingStock,
        OccurredAt = Start.AddSeconds(sequence),
        Data = OrderEventData.ToJson(data)
    };
}
