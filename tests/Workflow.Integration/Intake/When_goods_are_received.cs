using System.Net;
using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

public sealed class When_goods_are_received(SharedHost shared, PostgresFixture postgres) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Should_book_a_receipt_once()
    {
        using var first = await SendAsync(shared.Http, Receipt("once", "once-sku", 10), SharedHost.AdminKey);
        using var second = await SendAsync(shared.Http, Receipt("once", "once-sku", 10), SharedHost.AdminKey);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("""{"receiptId":"once","applied":true}""", await first.Content.ReadAsStringAsync());
        Assert.Equal("""{"receiptId":"once","applied":false}""", await second.Content.ReadAsStringAsync());
        Assert.Equal(10, await shared.Host.ReadAsync<long>("SELECT on_hand FROM stock.item WHERE sku = 'once-sku'"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData(SharedHost.AdminKey + "x")]
    public async Task Should_refuse_without_the_key(string? key)
    {
        using var answer = await SendAsync(shared.Http, Receipt("closed"), key);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("any")]
    public async Task Should_refuse_everybody_when_no_key_is_configured(string? key)
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync());
        using var answer = await SendAsync(host.Http, Receipt("closed"), key);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal(0, await host.ReadAsync<long>("SELECT count(*) FROM stock.receipt"));
    }

    [Theory]
    [InlineData("", "body malformed_json")]
    [InlineData("{", "body malformed_json")]
    [InlineData("null", "receiptId invalid_format", "lines invalid_format")]
    [InlineData("{}", "receiptId invalid_format", "lines invalid_format")]
    [InlineData("""{"receiptId":"","lines":[]}""", "receiptId invalid_format", "lines invalid_format")]
    [InlineData(
        """{"receiptId":"a\u0000b","lines":[{"sku":"","quantity":1},{"sku":"a\u0000b","quantity":0},null,{"sku":"A","quantity":1000000001}]}""",
        "receiptId invalid_format", "lines[0].sku invalid_format", "lines[1].sku invalid_format", "lines[1].quantity quantity_out_of_range",
        "lines[2].sku invalid_format", "lines[2].quantity quantity_out_of_range", "lines[3].quantity quantity_out_of_range")]
    public async Task Should_name_every_bad_field_at_once(string body, params string[] expected)
    {
        using var answer = await SendAsync(shared.Http, body, SharedHost.AdminKey);
        Assert.Equal(expected, await answer.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_refuse_what_is_not_json_or_too_large()
    {
        using var text = new HttpRequestMessage(HttpMethod.Post, "/stock/receipts") { Content = new StringContent("x") };
        text.Headers.Add("X-Admin-Key", SharedHost.AdminKey);
        using var unsupported = await shared.Http.SendAsync(text);
        await unsupported.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

        using var large = await SendAsync(shared.Http, Receipt("large").PadRight((4 << 20) + 1), SharedHost.AdminKey);
        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    internal static string Receipt(string id, string sku = "A", int quantity = 1) =>
        $$"""{"receiptId":"{{id}}","lines":[{"sku":"{{sku}}","quantity":{{quantity}}}]}""";

    internal static Task<HttpResponseMessage> SendAsync(HttpClient http, string body, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/stock/receipts") { Content = Requests.Json(body) };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Admin-Key", key);
        return http.SendAsync(request);
    }
}
