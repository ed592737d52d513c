using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

/// <summary>Names that are stored or sent: to change one here means to migrate what is stored.</summary>
public sealed class OrderNamesTests
{
    [Fact]
    public void Should_keep_the_names_of_events() =>
        Assert.Equal(
            [
                "order-submitted", "stock-reserved", "stock-rejected", "payment-authorized", "payment-declined",
                "shipment-arranged", "shipment-rejected", "shipment-cancelled", "payment-refunded", "stock-released",
                "cancellation-requested", "attempt-failed", "attempt-timed-out", "attempt-started", "order-suspended",
                "step-retried", "step-skipped", "compensation-requested"
            ],
            OrderEventTypes.All);

    [Fact]
    public void Should_list_every_name_of_an_event() =>
        Assert.Equal(
            typeof(OrderEventTypes).GetFields().Select(field => (string)field.GetValue(null)!).Order(),
            OrderEventTypes.All.Order());

    [Fact]
    public void Should_keep_the_names_of_queues() =>
        Assert.Equal(
            ["queue:order-saga", "queue:stock", "queue:payment", "queue:shipment"],
            new[]
            {
                OrderQueues.SagaAddress, OrderQueues.StockAddress, OrderQueues.PaymentAddress,
                OrderQueues.ShipmentAddress
            }.Select(address => address.ToString()));

    [Fact]
    public void Should_keep_the_form_of_what_an_event_tells()
    {
        var data = new OrderEventData
        {
            Step = "payment",
            Attempt = 2,
            Error = "timeout",
            RetryAt = new(2026, 1, 5, 8, 0, 1, 500, TimeSpan.Zero),
            Reason = "r",
            Outcome = "Rejected",
            PaymentReference = "ch_1",
            TrackingNumber = "TN1",
            Operator = "olga",
            Reference = "7"
        };
        const string Json = """{"step":"payment","attempt":2,"error":"timeout","retryAt":"2026-01-05T08:00:01.5+00:00","""
            + """
            "reason":"r","outcome":"Rejected","paymentReference":"ch_1","trackingNumber":"TN1","operator":"olga","reference":"7"}
            """;
        Assert.Equal(Json, OrderEventData.ToJson(data));
        Assert.Equal(data, OrderEventData.FromJson(Json));
        Assert.Equal("{}", OrderEventData.ToJson(new()));
        Assert.Null(OrderEventData.ToJson(null));
    }
}
