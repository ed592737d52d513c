using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class AnswerTests
{
    private static readonly Guid OrderId = new("0197f0a0-0000-7000-8000-000000000001");

    [Fact]
    public async Task Should_write_a_problem_that_names_every_field()
    {
        var problem = Problems.Invalid("t", [new("lines[3].quantity", "quantity_out_of_range", "Must be from 1 to 5.")]);
        var (response, body) = await Write(response => Problems.WriteAsync(response, problem, default));
        Assert.Equal(400, response.StatusCode);
        Assert.Equal("application/problem+json", response.ContentType);
        Assert.False(response.Headers.ContainsKey("Retry-After"));
        Assert.Equal(
            """{"type":"/problems/invalid_request","title":"The request is not valid","status":400,"detail":"Nothing was accepted. Correct the fields that are listed.","traceId":"t","errors":[{"field":"lines[3].quantity","code":"quantity_out_of_range","message":"Must be from 1 to 5."}]}""",
            body);
    }

    public static TheoryData<string, int> Retried => new()
    {
        { "queue_full", 429 }, { "backlog_full", 429 }, { "client_over_share", 429 },
        { "database_unavailable", 503 }, { "commit_too_slow", 503 }, { "stopping", 503 },
    };

    [Theory]
    [MemberData(nameof(Retried))]
    public async Task Should_say_when_to_come_back(string code, int status)
    {
        Problem[] problems =
        [
            Problems.QueueFull("t", 7), Problems.BacklogFull("t", 7), Problems.OverShare("t", 7),
            Problems.DatabaseUnavailable("t", 7), Problems.CommitTooSlow("t", 7), Problems.Stopping("t", 7),
        ];
        var problem = problems.Single(problem => problem.Code == code);
        var (response, body) = await Write(response => Problems.WriteAsync(response, problem, default));
        Assert.Equal((status, "7"), (response.StatusCode, response.Headers.RetryAfter.ToString()));
        Assert.StartsWith($$"""{"type":"/problems/{{code}}",""", body);
        Assert.DoesNotContain("errors", body);
    }

    [Fact]
    public async Task Should_write_the_same_202_for_a_repeated_key()
    {
        var accepted = new DateTimeOffset(2025, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(1234567);
        var (first, body) = await Write(response => OrderAccepted.Of(OrderId, accepted).WriteAsync(response, replayed: false, default));
        // The database keeps microseconds.
        var (again, repeated) = await Write(response => OrderAccepted.Of(OrderId, accepted.AddTicks(-7)).WriteAsync(response, replayed: true, default));
        Assert.Equal(
            """{"orderId":"0197f0a0-0000-7000-8000-000000000001","status":"Submitted","acceptedAt":"2025-01-02T03:04:05.123456Z","links":{"self":"/orders/0197f0a0-0000-7000-8000-000000000001","cancel":"/orders/0197f0a0-0000-7000-8000-000000000001/cancel"}}""",
            body);
        Assert.Equal(body, repeated);
        Assert.Equal((202, $"/orders/{OrderId}"), (first.StatusCode, first.Headers.Location.ToString()));
        Assert.Equal(("", "true"), (first.Headers["Idempotency-Replayed"].ToString(), again.Headers["Idempotency-Replayed"].ToString()));
    }

    [Fact]
    public void Should_write_a_batch_line_by_line()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new BatchResultWriter(output))
        {
            writer.Write(BatchResult.Accepted(1, OrderId, replayed: false));
            writer.Write(BatchResult.Accepted(2, OrderId, replayed: true));
            writer.Write(BatchResult.Refused(3, [new("lines", "missing", "Is required.")]));
            writer.Write(BatchResult.Refused(4, Problems.QueueFull("t", 1)));
            writer.Write(BatchResult.Unread(new NdjsonLine(5, default, new("body", "line_too_long", "x"))));
        }
        Assert.Equal(
            """
            {"line":1,"status":202,"orderId":"0197f0a0-0000-7000-8000-000000000001"}
            {"line":2,"status":202,"orderId":"0197f0a0-0000-7000-8000-000000000001","replayed":true}
            {"line":3,"status":400,"errors":[{"field":"lines","code":"missing","message":"Is required."}]}
            {"line":4,"status":429,"code":"queue_full"}
            {"line":5,"status":413,"errors":[{"field":"body","code":"line_too_long","message":"x"}]}

            """,
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static async Task<(HttpResponse Response, string Body)> Write(Func<HttpResponse, Task> write)
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;
        await write(context.Response);
        return (context.Response, Encoding.UTF8.GetString(body.ToArray()));
    }
}
