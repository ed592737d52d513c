using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

public sealed class When_many_orders_come_in_one_batch(SharedHost shared, PostgresFixture postgres) : IClassFixture<SharedHost>
{
    private const int Limit = 1_048_576;
    private const int Many = 10_000;

    [Fact]
    public async Task Should_answer_each_line_in_order_and_go_on_after_a_bad_one()
    {
        var lines = string.Join('\n',
            Requests.Order,
            "",
            Requests.WithLine("""{"sku":"A","quantity":0,"unitPrice":-1}"""),
            "{",
            Requests.Order.PadRight(Limit + 1),
            Requests.Order.PadRight(5 * Limit),
            Requests.Order + "\r",
            Keyed("batch-1", 5));

        var answers = await shared.Http.BatchAsync(lines);

        Assert.Equal([1, 3, 4, 5, 6, 7, 8], answers.Select(answer => answer.GetProperty("line").GetInt32()));
        Assert.Equal([202, 400, 400, 413, 413, 202, 202], answers.Select(Status));
        Assert.Equal(["lines[0].quantity quantity_out_of_range", "lines[0].unitPrice unit_price_out_of_range"], Errors(answers[1]));
        Assert.Equal(["body malformed_json"], Errors(answers[2]));
        Assert.Equal(["body line_too_long"], Errors(answers[3]));
        foreach (var answer in answers.Where(answer => Status(answer) == 202))
            Assert.True(await shared.Host.HasOrderAsync(answer.GetProperty("orderId").GetGuid()));
    }

    [Fact]
    public async Task Should_know_the_keys_of_the_lines()
    {
        var first = await shared.Http.BatchAsync(Keyed("batch-2", 1) + "\n" + Keyed("batch-3", 1));
        var second = await shared.Http.BatchAsync(Keyed("batch-3", 1) + "\n" + Keyed("batch-2", 2) + "\n" + Keyed("two words", 2));

        Assert.Equal([202, 202], first.Select(Status));
        Assert.Equal([202, 422, 400], second.Select(Status));
        Assert.Equal(first[1].GetProperty("orderId").GetGuid(), second[0].GetProperty("orderId").GetGuid());
        Assert.True(second[0].GetProperty("replayed").GetBoolean());
        Assert.Equal("idempotency_key_reused", second[1].GetProperty("code").GetString());

        // A key is the same key at both doors.
        using var alone = await shared.Http.SubmitAsync($$"""{"lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "batch-3");
        Assert.Equal(HttpStatusCode.Accepted, alone.StatusCode);
        Assert.Equal(first[1].GetProperty("orderId").GetGuid(), await alone.OrderIdAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    public async Task Should_answer_an_empty_batch_with_nothing(string lines) => Assert.Empty(await shared.Http.BatchAsync(lines));

    [Fact]
    public async Task Should_accept_as_many_as_the_limit_and_name_the_line_that_is_over_it()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync());

        var answers = await host.Http.BatchAsync(string.Join('\n', Enumerable.Range(0, Many + 5).Select(i => Keyed($"key-{i}", 1))));

        Assert.Equal(Enumerable.Range(1, Many + 1), answers.Select(answer => answer.GetProperty("line").GetInt32()));
        Assert.All(answers.Take(Many), answer => Assert.Equal(202, Status(answer)));
        Assert.Equal(["body too_many_lines"], Errors(answers[^1]));
        Assert.Equal(Many, await host.CountOrdersAsync());
    }

    [Fact]
    public async Task Should_read_no_further_than_it_can_commit()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync());
        var batch = new CountedLines(Encoding.UTF8.GetBytes(Requests.Order.PadRight(6_000) + "\n"), Many);
        Task<HttpResponseMessage> sending;
        await using (var held = await host.HoldAsync(RunningHost.Orders))
        {
            sending = host.Http.PostAsync("/orders/batch", batch);
            await held.UntilSomebodyWaitsAsync();
            var before = -1L;
            await Eventually.HoldsAsync(
                async () =>
                {
                    var now = batch.Sent;
                    var isSame = now == before;
                    before = now;
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    return isSame;
                },
                "the client has to wait");
            // What has left the client fills 256 lines, the pipe and the buffers of two sockets.
            Assert.InRange(batch.Sent, 1, Many / 2);
        }
        using var response = await sending;
        var answers = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Many, answers.Length);
        Assert.Equal(Many, await host.CountOrdersAsync());
    }

    private static string Keyed(string key, int quantity) =>
        $$"""{"idempotencyKey":"{{key}}","lines":[{"sku":"A","quantity":{{quantity}},"unitPrice":1}]}""";

    private static int Status(JsonElement answer) => answer.GetProperty("status").GetInt32();

    private static IEnumerable<string> Errors(JsonElement answer) => answer.GetProperty("errors").EnumerateArray()
        .Select(error => $"{error.GetProperty("field").GetString()} {error.GetProperty("code").GetString()}");

    /// <summary>The same line many times, made as it is sent.</summary>
    private sealed class CountedLines : HttpContent
    {
        private readonly byte[] _line;
        private readonly int _count;
        private long _sent;

        public CountedLines(byte[] line, int count)
        {
            (_line, _count) = (line, count);
            Headers.ContentType = MediaTypeHeaderValue.Parse(Requests.Ndjson);
        }

        public long Sent => Interlocked.Read(ref _sent);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < _count; i++)
            {
                await stream.WriteAsync(_line);
                Interlocked.Increment(ref _sent);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
