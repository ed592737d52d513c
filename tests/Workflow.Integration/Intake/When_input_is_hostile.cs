using System.Net.Sockets;
using System.Text;

namespace Workflow.Integration.Intake;

public sealed class When_input_is_hostile(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Should_store_sql_as_the_text_it_is()
    {
        const string Sku = """x'); DROP TABLE orders."order"; --""";
        var orderId = await shared.Http.AcceptedAsync(Requests.WithLine($$"""{"sku":"{{Sku.Replace("\"", "\\\"")}}","quantity":1,"unitPrice":1}"""));
        Assert.Equal(Sku, await shared.Host.ReadAsync<string>("""SELECT lines->0->>0 FROM orders."order" WHERE order_id = $1""", orderId));
    }

    [Theory]
    [InlineData("""{"reference":"a\u0000b","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "reference control_character")]
    [InlineData("""{"customerId":"\u0007","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "customerId control_character")]
    [InlineData("""{"lines":[{"sku":"\u0000","quantity":1,"unitPrice":1}]}""", "lines[0].sku control_character")]
    [InlineData("""{"lines":[{"sku":"\ud800","quantity":1,"unitPrice":1}]}""", "lines[0].sku invalid_character")]
    [InlineData("""{"a\u0000b":1,"lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "a\0b unknown_field")]
    public async Task Should_refuse_what_no_text_may_contain(string body, string expected)
    {
        using var answer = await shared.Http.SubmitAsync(body);
        Assert.Equal([expected], await answer.BadFieldsAsync());
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('"')]
    [InlineData('\\')]
    public async Task Should_refuse_a_body_of_one_character_a_million_times(char character)
    {
        using var answer = await shared.Http.SubmitAsync(new string(character, 1_000_000));
        Assert.Contains("body malformed_json", await answer.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_list_100_errors_and_count_the_rest()
    {
        using var answer = await shared.Http.SubmitAsync(Requests.WithLine(string.Join(',', Enumerable.Repeat("{}", 2_000))));
        var fields = await answer.BadFieldsAsync();
        Assert.Equal(101, fields.Count);
        Assert.Equal("body more_errors", fields[^1]);
    }

    [Theory]
    [InlineData("Idempotency-Key: a b", "Idempotency-Key invalid_character")]
    [InlineData("Idempotency-Key: \"open", "Idempotency-Key invalid_format")]
    [InlineData("Idempotency-Key: ", "Idempotency-Key empty")]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: b", "Idempotency-Key duplicate_field")]
    [InlineData("X-Client-Id: é", "X-Client-Id invalid_character")]
    public async Task Should_refuse_a_header_that_is_wrong(string header, string expected)
    {
        var answer = await RawAsync(Head("POST /orders", header) + Requests.Order);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        var (field, code) = (expected.Split(' ')[0], expected.Split(' ')[1]);
        Assert.Contains($$"""{"field":"{{field}}","code":"{{code}}",""", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BREW /orders", "", "405")]
    [InlineData("DELETE /orders", "", "405")]
    [InlineData("POST /nowhere", "", "404")]
    [InlineData("POST /orders", "Bad\0Header: x", "400")]
    [InlineData("POST /orders", "Transfer-Encoding: gzip", "400")]
    public async Task Should_answer_a_broken_request_with_a_refusal(string start, string header, string expected) =>
        Assert.StartsWith($"HTTP/1.1 {expected} ", await RawAsync(Head(start, header)), StringComparison.Ordinal);

    [Fact]
    public async Task Should_refuse_headers_that_are_too_large() =>
        Assert.StartsWith("HTTP/1.1 431 ", await RawAsync(Head("POST /orders", "X-Long: " + new string('x', 33_000))), StringComparison.Ordinal);

    [Fact]
    public async Task Should_not_read_10_megabytes_of_headers()
    {
        var answer = await RawAsync(Head("POST /orders", string.Join("\r\n", Enumerable.Range(0, 10_000).Select(i => $"X-{i}: {new string('x', 1_000)}"))));
        // The host may have closed the connection under the client's feet before it could read the answer.
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431 ", StringComparison.Ordinal), answer);
        await shared.Http.AcceptedAsync();
    }

    private static string Head(string start, string header) =>
        $"{start} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + (header.StartsWith("Transfer", StringComparison.Ordinal) ? "" : $"Content-Length: {(start == "POST /orders" ? Requests.Order.Length : 0)}\r\n")
        + $"{header}{(header.Length > 0 ? "\r\n" : "")}\r\n";

    /// <summary>Sends the bytes as they are and gives all that comes back.</summary>
    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(shared.Host.Address.Host, shared.Host.Address.Port);
        var stream = client.GetStream();
        var sending = SendAsync(client, Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = new StringBuilder();
        try
        {
            answer.Append(await reader.ReadToEndAsync().WaitAsync(RunningHost.Patience));
        }
        catch (IOException closed)
        {
            Assert.IsType<SocketException>(closed.InnerException);
        }
        await sending;
        return answer.ToString();
    }

    private static async Task SendAsync(TcpClient client, byte[] bytes)
    {
        try
        {
            await client.GetStream().WriteAsync(bytes);
        }
        catch (IOException closed)
        {
            // The host need not take it all.
            Assert.IsType<SocketException>(closed.InnerException);
        }
    }
}
