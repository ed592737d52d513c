using System.Net;
using System.Text;

namespace Workflow.Integration.Intake;

public sealed class When_an_order_is_wrong(SharedHost shared) : IClassFixture<SharedHost>
{
    private const int TooMany = 2_001;

    [Theory]
    [InlineData("", "body empty")]
    [InlineData("  \r\n ", "body empty")]
    [InlineData("{", "body malformed_json")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1,"unitPrice":1}]} x""", "body malformed_json")]
    [InlineData("""{"lines":[{"sku":"A","quantity":01,"unitPrice":1}]}""", "body malformed_json")]
    [InlineData("[]", "body wrong_type")]
    [InlineData("null", "body wrong_type")]
    [InlineData("{}", "lines missing")]
    [InlineData("""{"lines":null}""", "lines missing")]
    [InlineData("""{"lines":[]}""", "lines empty")]
    [InlineData("""{"lines":{}}""", "lines wrong_type")]
    [InlineData("""{"lines":[7]}""", "lines[0] wrong_type")]
    [InlineData("""{"reference":"","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "reference empty")]
    [InlineData("""{"reference":5,"lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "reference wrong_type")]
    [InlineData("""{"refrence":"1","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "refrence unknown_field")]
    [InlineData("""{"idempotencyKey":"1","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "idempotencyKey unknown_field")]
    [InlineData("""{"reference":"1","reference":"2","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "reference duplicate_field")]
    [InlineData("""{"currency":"eur","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "currency invalid_format")]
    [InlineData("""{"businessType":"OTHER","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "businessType unknown_value")]
    [InlineData("""{"placedAt":"yesterday","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "placedAt invalid_format")]
    public async Task Should_name_what_is_wrong_with_the_order(string body, string expected)
    {
        using var response = await shared.Http.SubmitAsync(body);
        Assert.Equal([expected], await response.BadFieldsAsync());
    }

    [Theory]
    [InlineData("""{"sku":"","quantity":1,"unitPrice":1}""", "sku empty")]
    [InlineData("""{"sku":"  ","quantity":1,"unitPrice":1}""", "sku empty")]
    [InlineData("""{"sku":"A","sku":"B","quantity":1,"unitPrice":1}""", "sku duplicate_field")]
    [InlineData("""{"sku":"A","quantity":1,"unitPrice":1,"colour":"red"}""", "colour unknown_field")]
    [InlineData("""{"sku":"A","quantity":0,"unitPrice":1}""", "quantity quantity_out_of_range")]
    [InlineData("""{"sku":"A","quantity":-1,"unitPrice":1}""", "quantity quantity_out_of_range")]
    [InlineData("""{"sku":"A","quantity":1000001,"unitPrice":1}""", "quantity quantity_out_of_range")]
    [InlineData("""{"sku":"A","quantity":99999999999999999999,"unitPrice":1}""", "quantity quantity_out_of_range")]
    [InlineData("""{"sku":"A","quantity":1.5,"unitPrice":1}""", "quantity not_an_integer")]
    [InlineData("""{"sku":"A","quantity":"1","unitPrice":1}""", "quantity wrong_type")]
    [InlineData("""{"sku":"A","quantity":1,"unitPrice":-0.01}""", "unitPrice unit_price_out_of_range")]
    [InlineData("""{"sku":"A","quantity":1,"unitPrice":0.00001}""", "unitPrice too_many_decimals")]
    [InlineData("""{"sku":"A","quantity":1,"unitPrice":1e300}""", "unitPrice unit_price_out_of_range")]
    [InlineData("""{"quantity":1,"unitPrice":1}""", "sku missing")]
    public async Task Should_name_what_is_wrong_with_a_line(string line, string expected)
    {
        using var response = await shared.Http.SubmitAsync(Requests.WithLine($"{Requests.Line},{line}"));
        Assert.Equal([$"lines[1].{expected}"], await response.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_refuse_a_total_of_0()
    {
        using var response = await shared.Http.SubmitAsync(Requests.WithLine("""{"sku":"A","quantity":5,"unitPrice":0}"""));
        Assert.Equal(["lines total_must_be_positive"], await response.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_refuse_one_line_over_the_limit_and_take_the_limit()
    {
        using var over = await shared.Http.SubmitAsync(Requests.WithLine(string.Join(',', Enumerable.Repeat(Requests.Line, TooMany))));
        Assert.Equal(["lines too_many_lines"], await over.BadFieldsAsync());

        await shared.Http.AcceptedAsync(Requests.WithLine(string.Join(',', Enumerable.Repeat(Requests.Line, TooMany - 1))));
    }

    [Fact]
    public async Task Should_name_every_bad_field_at_once()
    {
        const string Body =
            """
            {"reference":"","colour":1,"currency":"euro","businessType":"X","placedAt":"now","country":7,
             "lines":[{"sku":"A","quantity":0,"unitPrice":-1},{"quantity":1000001,"unitPrice":"1","unitPrice":1},{"sku":"A","quantity":1,"unitPrice":1}],
             "currency":"EUR"}
            """;

        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = Requests.Json(Body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", new string('k', 256));
        request.Headers.TryAddWithoutValidation("X-Client-Id", "two words");
        using var response = await shared.Http.SendAsync(request);

        Assert.Equal(
            [
                "Idempotency-Key too_long", "X-Client-Id invalid_character", "reference empty", "colour unknown_field", "currency invalid_format",
                "businessType unknown_value", "placedAt invalid_format", "country wrong_type", "lines[0].quantity quantity_out_of_range",
                "lines[0].unitPrice unit_price_out_of_range", "lines[1].quantity quantity_out_of_range", "lines[1].unitPrice wrong_type",
                "lines[1].unitPrice duplicate_field", "lines[1].sku missing", "currency duplicate_field",
            ],
            await response.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_keep_nothing_of_it()
    {
        var before = await shared.Host.CountOrdersAsync();
        using var response = await shared.Http.SubmitAsync(Requests.WithLine("""{"sku":"A","quantity":0,"unitPrice":1}"""), key: "wrong-first");
        await response.BadFieldsAsync();
        Assert.Equal(before, await shared.Host.CountOrdersAsync());

        // The key was not used up by the refusal.
        using var corrected = await shared.Http.SubmitAsync(Requests.Order, key: "wrong-first");
        Assert.Equal(HttpStatusCode.Accepted, corrected.StatusCode);
    }

    [Fact]
    public async Task Should_refuse_bytes_that_are_not_utf8()
    {
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes("""{"reference":"""), (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}']);
        content.Headers.ContentType = new("application/json");
        using var response = await shared.Http.PostAsync("/orders", content);
        Assert.Equal(["body malformed_json"], await response.BadFieldsAsync());
    }
}
