using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

public sealed class When_an_order_is_asked_for(SharedHost shared, PostgresFixture postgres) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Should_be_shown_as_submitted_until_it_starts()
    {
        await using var held = await shared.Host.HoldAsync("orders.saga");
        var orderId = await shared.Http.AcceptedAsync();

        var order = await ViewAsync(shared.Http, orderId);

        Assert.Equal("Submitted", order.Text("status"));
        Assert.Equal("536365", order.Text("reference"));
        Assert.Equal(15.3m, order.Money("total"));
        Assert.Equal("EUR", order.Text("currency"));
        Assert.Empty(order.GetProperty("stepsDone").EnumerateArray());
        Assert.Equal(["stock", "payment", "shipment"], Texts(order, "stepsRemaining").Select(step => step.ToLowerInvariant()));
        Assert.Empty(order.GetProperty("timeline").EnumerateArray());
        Assert.True(order.GetProperty("canCancel").GetBoolean());
    }

    [Fact]
    public async Task Should_show_every_step_of_an_order_that_went_well()
    {
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path);
        await using var host = await RunningHost.StartAsync(
            await postgres.CreateMigratedDatabaseAsync(), $"Payment:GatewayUrl={gateway.Http.BaseAddress}", "Admin:Key=key");
        using var receipt = await When_goods_are_received.SendAsync(host.Http, When_goods_are_received.Receipt("r", "85123A", 100), "key");
        Assert.Equal(HttpStatusCode.OK, receipt.StatusCode);
        var orderId = await host.Http.AcceptedAsync();

        await Eventually.EqualAsync("Completed", async () => (await ViewAsync(host.Http, orderId)).Text("status"), RunningHost.Patience);

        var order = await ViewAsync(host.Http, orderId);
        Assert.Equal(["stock", "payment", "shipment"], order.GetProperty("stepsDone").EnumerateArray().Select(step => step.Text("step")!.ToLowerInvariant()));
        Assert.Empty(order.GetProperty("stepsRemaining").EnumerateArray());
        Assert.False(order.GetProperty("canCancel").GetBoolean());
        Assert.True(order.GetProperty("finishedAt").GetDateTimeOffset() >= order.GetProperty("acceptedAt").GetDateTimeOffset());
        var timeline = order.GetProperty("timeline").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, timeline.Count), timeline.Select(entry => entry.GetProperty("sequence").GetInt32()));
        Assert.Equal("Completed", timeline[^1].Text("state"));
        using var tooLate = await host.Http.PostAsync($"/orders/{orderId}/cancel", null);
        await tooLate.ProblemAsync(HttpStatusCode.Conflict, "too_late_to_cancel");
    }

    [Fact]
    public async Task Should_say_that_there_is_no_such_order()
    {
        using var unknown = await shared.Http.GetAsync($"/orders/{Guid.NewGuid()}");
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
    }

    [Theory]
    [InlineData("/orders/536365")]
    [InlineData("/orders/'%20OR%20'1'='1")]
    [InlineData("/orders/%00")]
    public async Task Should_not_take_another_text_for_an_order_id(string path)
    {
        using var answer = await shared.Http.GetAsync(path);
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    internal static Task<JsonElement> ViewAsync(HttpClient http, Guid orderId) => http.GetFromJsonAsync<JsonElement>($"/orders/{orderId}");

    private static IEnumerable<string> Texts(JsonElement order, string name) =>
        order.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
