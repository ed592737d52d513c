using System.Net;
using System.Text.Json;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Intake;

public sealed class When_an_order_is_accepted(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Full =
        """
        {"reference":"536365","customerId":"17850","country":"United Kingdom","currency":"GBP","businessType":"SECKILL",
         "placedAt":"2010-12-01T08:26:00Z","lines":[{"sku":"85123A","quantity":6,"unitPrice":2.55},{"sku":"71053","quantity":1,"unitPrice":0.125}]}
        """;

    [Fact]
    public async Task Should_answer_where_the_order_is_and_how_to_cancel_it()
    {
        using var response = await shared.Http.SubmitAsync(Full);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.TransferEncodingChunked is null or false, "Its length is known, so it leaves in one piece.");
        var body = await response.JsonAsync();
        var self = $"/orders/{body.GetProperty("orderId").GetGuid():D}";
        Assert.Equal(self, response.Headers.Location?.OriginalString);
        Assert.Equal("Submitted", body.Text("status"));
        Assert.Equal(self, body.GetProperty("links").Text("self"));
        Assert.Equal(self + "/cancel", body.GetProperty("links").Text("cancel"));
        Assert.InRange(body.GetProperty("acceptedAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Should_have_the_order_and_its_command_in_the_database_when_the_answer_is_read()
    {
        // Its saga cannot start, so that its command has to be where the commit has put it.
        await using var held = await shared.Host.HoldAsync("orders.saga");
        for (var i = 0; i < 20; i++)
        {
            var orderId = await shared.Http.AcceptedAsync();
            Assert.True(await shared.Host.HasOrderAsync(orderId));
            Assert.Equal(1, await shared.Host.ReadAsync<long>("SELECT count(*) FROM messaging.outbox WHERE order_id = $1", orderId));
        }
    }

    [Fact]
    public async Task Should_store_what_was_sent()
    {
        var orderId = await shared.Http.AcceptedAsync(Full);

        var stored = JsonDocument.Parse(await shared.Host.ReadAsync<string>("""SELECT row_to_json(o)::text FROM orders."order" o WHERE order_id = $1""", orderId)).RootElement;
        Assert.Equal("536365", stored.Text("reference"));
        Assert.Equal("17850", stored.Text("customer_id"));
        Assert.Equal("United Kingdom", stored.Text("country"));
        Assert.Equal("GBP", stored.Text("currency"));
        Assert.Equal("SECKILL", stored.Text("business_type"));
        Assert.Equal(15.425m, stored.Money("total"));
        Assert.Equal("""[["85123A",6,2.55],["71053",1,0.125]]""", stored.GetProperty("lines").GetRawText().Replace(" ", ""));
    }

    [Fact]
    public async Task Should_go_on_with_the_trace_of_the_client()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = Requests.Json(Requests.Order) };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

        using var response = await shared.Http.SendAsync(request);

        Assert.Equal(TraceId, await shared.Host.ReadAsync<string>("""SELECT trace_id FROM orders."order" WHERE order_id = $1""", await response.OrderIdAsync()));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.shop.order+json")]
    public async Task Should_take_json_by_each_of_its_names(string contentType)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Requests.Order));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await shared.Http.PostAsync("/orders", content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
