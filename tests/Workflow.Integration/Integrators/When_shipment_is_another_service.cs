using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Workflow.Host.Serve;
using Workflow.Host.Verify;
using Workflow.Integration.Embedded;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.RabbitMq;
using Workflow.Integration.Verify;
using Workflow.Messaging.Transport;
using Workflow.TestSupport;

namespace Workflow.Integration.Integrators;

public sealed class When_shipment_is_another_service(PostgresFixture postgres, RabbitMqFixture rabbitMq)
{
    private const string AdminKey = "let-me-in";
    private const string Order = """{"currency":"GBP","lines":[{"sku":"A","quantity":2,"unitPrice":3.5}]}""";

    [Theory]
    [InlineData("csharp")]
    [InlineData("node")]
    public async Task Should_complete_orders_with_it_and_wait_for_it_until_then(string language)
    {
        var (broker, theirs) = (await rabbitMq.CreateVirtualHostAsync(), await postgres.CreateDatabaseAsync());
        var ours = await postgres.CreateMigratedDatabaseAsync();
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path);
        await using var host = await RunningHost.StartAsync(
            ours, $"Admin:Key={AdminKey}", "Transport=RabbitMQ", $"RabbitMq:Uri={broker}", $"Payment:GatewayUrl={gateway.Http.BaseAddress}",
            "Participants:Shipment:Enabled=false", "Orders:Shipment:TimeoutSeconds=600");
        host.Http.DefaultRequestHeaders.Add("X-Admin-Key", AdminKey);
        (await host.Http.PostAsync("/stock/receipts", Json("""{"receiptId":"r","lines":[{"sku":"A","quantity":100}]}"""))).EnsureSuccessStatusCode();
        var location = (await host.Http.PostAsync("/orders", Json(Order))).EnsureSuccessStatusCode().Headers.Location!;

        await Eventually.HoldsAsync(() => IsAsync(host, location, "ArrangingShipment"), "the order waits for its shipment");
        await using (var client = await BrokerClient.ConnectAsync(broker))
            await Eventually.HoldsAsync(async () => await client.Channel.MessageCountAsync("shipment") == 1, "its command waits in the queue");
        await using var service = language == "node" ? await ShipmentService.StartNodeAsync(broker, theirs) : ShipmentService.StartCSharp(broker, theirs);
        await Eventually.HoldsAsync(() => IsAsync(host, location, "Completed"), "the order is complete");
        await Eventually.EqualAsync("0", () => EmbeddedFacts.AskAsync(ours, "SELECT count(*) FROM messaging.outbox"));

        var participants = await host.Http.GetFromJsonAsync<JsonElement>("/admin/participants");
        Assert.Equal(
            [("stock", true), ("payment", true), ("shipment", false)],
            participants.GetProperty("items").EnumerateArray().Select(one => (one.GetProperty("queue").GetString()!, one.GetProperty("builtIn").GetBoolean())));
        var verify = await VerifyRun.WithAsync(ours, new VerifyScope(gateway.Http.BaseAddress, null, new BuiltInParticipants(Shipment: false)));
        Assert.True(verify.ExitCode == 0, verify.Text);
        Assert.Contains("not checked: Participants:Shipment:Enabled is false, another service keeps this", verify.Text);
        Assert.Equal(3, verify.Json.GetProperty("notChecked").GetArrayLength());
        // With the built-in one taken for granted, the same data would be a violation: the check was skipped for a reason.
        Assert.Equal(1, (await VerifyRun.WithAsync(ours, gateway.Http.BaseAddress, null)).ExitCode);
    }

    [Theory]
    [InlineData("Stock")]
    [InlineData("Payment")]
    [InlineData("Shipment")]
    public void Should_be_refused_in_memory(string participant)
    {
        var refused = Assert.Throws<SettingException>(() => Read(($"Participants:{participant}:Enabled", "false")).For(TransportKind.InMemory));

        Assert.Contains($"Participants:{participant}:Enabled is false and Transport is InMemory", refused.Message);
    }

    [Theory]
    [InlineData("Participants:Stok:Enabled", "false")]
    [InlineData("Participants:Stock:Enable", "false")]
    [InlineData("Participants:Stock:Enabled", "no")]
    public void Should_refuse_what_is_misspelt(string key, string value) =>
        Assert.Contains("Participants:Sto", Assert.Throws<SettingException>(() => Read((key, value))).Message);

    [Fact]
    public async Task Should_close_the_doors_of_those_that_are_elsewhere()
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();
        await using var host = await RunningHost.StartAsync(
            await postgres.CreateMigratedDatabaseAsync(), $"Admin:Key={AdminKey}", "Transport=RabbitMQ", $"RabbitMq:Uri={broker}",
            "Participants:Stock:Enabled=false", "Participants:Payment:Enabled=false");
        host.Http.DefaultRequestHeaders.Add("X-Admin-Key", AdminKey);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await host.Http.PostAsync("/stock/receipts", Json("{}"))).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await host.Http.PostAsync("/payments/callbacks", Json("{}"))).StatusCode);
        Assert.Contains("Stock is kept by another service", await host.Http.GetStringAsync("/console/stock"));
        await using var client = await BrokerClient.ConnectAsync(broker);
        await Eventually.HoldsAsync(async () => await ExistsAsync(client, "stock") && await ExistsAsync(client, "payment"), "their queues are there");
    }

    private static async Task<bool> ExistsAsync(BrokerClient client, string queue)
    {
        await using var channel = await client.Connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    private static BuiltInParticipants Read(params (string Key, string Value)[] settings) => BuiltInParticipants.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build());

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<bool> IsAsync(RunningHost host, Uri location, string state)
    {
        var order = await host.Http.GetFromJsonAsync<JsonElement>(location);
        return order.GetProperty("status").GetString() == state;
    }
}
