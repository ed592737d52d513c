using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.Payments;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Telemetry;

public sealed class When_an_order_is_traced(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    // The last one is the event that everybody may hear.
    private static readonly string[] Sent = ["order-saga", "stock", "payment", "shipment", "order-completed.v1"];

    [Fact]
    public async Task Should_be_one_connected_trace_from_the_request_to_the_last_event_over_RabbitMQ()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var shop = await PaidShop.OpenAsync(
            postgres, "Transport=RabbitMQ", $"RabbitMq:Uri={await rabbit.CreateVirtualHostAsync()}", "Telemetry:Sampling=1",
            $"Telemetry:Otlp:Endpoint={collector.Address}", "Telemetry:Otlp:SpanMilliseconds=100", "Telemetry:Otlp:MetricSeconds=1");
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, "Completed");
        var traceId = await shop.Host.ReadAsync<string>("""SELECT trace_id FROM orders."order" WHERE order_id = $1""", order);
        await Eventually.HoldsAsync(() => IsWhole(collector.TraceOf(traceId)), "the whole trace has come");

        var trace = collector.TraceOf(traceId);
        var byId = trace.ToDictionary(span => span.Id);
        var root = Assert.Single(trace, span => !byId.ContainsKey(span.ParentId));
        Assert.Equal("", root.ParentId);

        var request = Assert.Single(trace, span => span.Kind == Span.Server);
        Assert.Equal("POST /orders/", request.Name);
        Assert.Equal("202", request.Tags["http.response.status_code"]);
        Assert.All(["lane intake", "lane stock", "lane payment", "lane shipment"], name => Assert.Contains(trace, span => span.Name == name));
        Assert.Contains(trace, span => span.Name.StartsWith("lane order-saga-", StringComparison.Ordinal));
        Assert.Contains(trace, span => span.Name == "send order-completed.v1" && span.Kind == Span.Producer);
        foreach (var queue in (string[])["order-saga", "stock", "payment", "shipment"])
        {
            var process = trace.First(span => span.Name == $"process {queue}");
            Assert.Equal(Span.Consumer, process.Kind);
            Assert.Equal($"send {queue}", byId[process.ParentId].Name);
            Assert.Equal("rabbitmq", process.Tags["messaging.system"]);
            Assert.Equal(order.ToString(), process.Tags["messaging.message.conversation_id"]);
        }
        // The gateway hears of the trace, too.
        Assert.Contains(trace, span => span.Kind == Span.Client && byId.TryGetValue(span.ParentId, out var parent) && parent.Name == "process payment");
        var commit = trace.First(span => span.Name == "commit intake");
        Assert.Contains(byId[commit.ParentId].Id, commit.Links);
        Assert.Equal("lane intake", byId[commit.ParentId].Name);
        await Eventually.HoldsAsync(() => collector.Metrics.Contains("workflow.orders.accepted"), "the metrics have come");
    }

    private static bool IsWhole(IReadOnlyList<Span> trace) =>
        Sent.All(name => trace.Any(span => span.Name == $"send {name}")) && trace.Any(span => span.Kind == Span.Server)
        && trace.Count(span => span.Name == "process order-saga") >= 4
        && trace.All(span => span.ParentId == "" || trace.Any(other => other.Id == span.ParentId));
}
