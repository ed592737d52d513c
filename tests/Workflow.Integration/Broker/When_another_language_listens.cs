using System.Text.Json;
using Workflow.Contracts;
using Workflow.Integration.Payments;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Broker;

public sealed class When_another_language_listens(NodeClient node, PostgresFixture postgres) : IClassFixture<NodeClient>, IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-mq-").FullName;
    private RabbitMqNode _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await RabbitMqNode.StartAsync(_directory);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Should_hear_every_event_of_an_order_once_and_in_order()
    {
        await using var shop = await OpenAsync("Stock:LowLevel=994");
        await using var consumer = await node.ConsumeAsync(_broker.Uri, "everything", "order.*,payment.*,inventory.low");

        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Completed);
        await shop.BeQuietAsync();
        await consumer.UntilAsync(lines => lines.Any(line => Is(line, "order.completed")), "heard of the end");

        Assert.Equal(
            [
                "order.created", "inventory.low", "order.stock-reserved", "payment.succeeded", "order.paid", "order.shipped", "order.completed",
            ],
            consumer.Events.Select(told => told.GetProperty("routingKey").GetString()));
        Assert.All(consumer.Events, told => IsWhole(told, order));
        var paid = consumer.Events.Single(told => Is(told, "payment.succeeded")).GetProperty("body");
        Assert.Equal((15.30m, "EUR"), (paid.GetProperty("amount").GetDecimal(), paid.GetProperty("currency").GetString()));
    }

    [Fact]
    public async Task Should_hear_only_what_it_asked_for_and_what_came_while_it_was_away()
    {
        await using var shop = await OpenAsync();
        await using (await node.ConsumeAsync(_broker.Uri, "ends", "order.completed,order.cancelled,order.rejected"))
        {
            // Its queue is there from now on.
        }
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Completed);
        await shop.BeQuietAsync();

        await using var consumer = await node.ConsumeAsync(_broker.Uri, "ends", "order.completed,order.cancelled,order.rejected");
        await consumer.UntilAsync(lines => lines.Any(line => Is(line, "order.completed")), "heard of the end");

        Assert.Single(consumer.Events);
    }

    [Fact]
    public async Task Should_be_able_to_call_back_about_a_payment()
    {
        await using var shop = await OpenAsync("Orders:Payment:Attempts=1");
        await shop.MisbehaveAsync(new { unknown = 1 });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Suspended);

        foreach (var status in PayStatuses.All)
            await node.CallBackAsync(_broker.Uri, order, status);

        await shop.ReachAsync(order, OrderStates.Completed);
        Assert.Equal(1, await shop.HappenedAsync(order, OrderEventTypes.PaymentAuthorized));
        Assert.Equal("1,15.3,0", await shop.LedgerAsync(order));
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => node.CallBackAsync(_broker.Uri, order, "PAID"));
        Assert.Contains("No queue takes the status PAID", refusal.Message, StringComparison.Ordinal);
    }

    private Task<PaidShop> OpenAsync(params string[] settings) =>
        PaidShop.OpenAsync(postgres, ["Transport=RabbitMQ", $"RabbitMq:Uri={_broker.Uri}", .. settings]);

    private static bool Is(JsonElement told, string key) => told.TryGetProperty("routingKey", out var found) && found.GetString() == key;

    private static void IsWhole(JsonElement told, Guid order)
    {
        var (headers, body) = (told.GetProperty("headers"), told.GetProperty("body"));
        Assert.Equal(order, body.GetProperty("orderId").GetGuid());
        Assert.Equal($"{order}", told.GetProperty("correlationId").GetString());
        Assert.Equal(told.GetProperty("messageId").GetString(), body.GetProperty("messageId").GetString());
        Assert.Equal("application/vnd.workflow+json", told.GetProperty("contentType").GetString());
        Assert.True(told.GetProperty("persistent").GetBoolean());
        Assert.Equal(body.GetProperty("traceId").GetString(), headers.GetProperty("trace-id").GetString());
        Assert.Equal(body.GetProperty("businessType").GetString(), headers.GetProperty("business-type").GetString());
        Assert.True(ContractCatalog.TryGetRoutingKey(headers.GetProperty("message-type").GetString()!, out var key));
        Assert.Equal(key, told.GetProperty("routingKey").GetString());
        Assert.True(body.TryGetProperty("occurredAt", out _));
    }
}
