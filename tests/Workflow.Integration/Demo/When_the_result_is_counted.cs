using System.Text.Json;
using Workflow.Demo.Ends;
using Workflow.Demo.Replay;
using Workflow.Demo.Report;

namespace Workflow.Integration.Demo;

public sealed class When_the_result_is_counted
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Should_put_every_order_where_it_ended()
    {
        var (completed, open) = (Guid.NewGuid(), Guid.NewGuid());
        OrderOutcome[] outcomes =
        [
            new(Start, 10, completed, Accepted: true),
            new(Start.AddSeconds(1), 30, open, Accepted: true),
            new(Start.AddSeconds(2), 5, RefusedBy: "total_zero"),
            new(Start.AddSeconds(2), 5, FailedBy: "no_answer"),
        ];

        var result = DemoResult.From(outcomes, [new(completed, OrderEnds.Completed, Start.AddSeconds(4))], lastEndSeenAt: null, waits: 3, violations: 0);

        Assert.Equal((4, 2, 1, 1), (result.Submitted, result.Accepted, result.Refused, result.Failed));
        Assert.Equal((1, 1), (result.Completed, result.Unfinished));
        Assert.Equal((10d, 30d, 4000d), (result.AcceptMsP50, result.AcceptMsP99, result.DoneMsP99));
        Assert.Equal((4d, 0.5), (result.Seconds, result.OrdersPerSecond));
        Assert.False(result.IsGood);
    }

    [Fact]
    public void Should_measure_ends_of_new_orders_only()
    {
        var known = Guid.NewGuid();

        var result = DemoResult.From(
            [new(Start, 10, known, Accepted: true, Replayed: true)], [new(known, OrderEnds.Rejected, Start.AddDays(-1))], lastEndSeenAt: Start, waits: 0, violations: 0);

        Assert.Equal((1, 1, 1), (result.Accepted, result.Replayed, result.Rejected));
        Assert.Null(result.DoneMsP50);
        Assert.Equal(0.01, result.Seconds);
        Assert.True(result.IsGood);
    }

    [Fact]
    public void Should_end_in_one_line_of_json_with_every_promised_name()
    {
        var json = DemoResult.From([new(Start, 1, RefusedBy: "total_zero")], [], null, 0, violations: 2).ToJson();

        using var result = JsonDocument.Parse(json);
        Assert.DoesNotContain('\n', json);
        string[] promised = ["submitted", "accepted", "replayed", "refused", "completed", "rejected", "cancelled", "suspended", "unfinished", "violations",
            "seconds", "ordersPerSecond", "acceptMsP50", "acceptMsP99", "doneMsP50", "doneMsP99", "refusedBy"];
        Assert.All(promised, name => Assert.True(result.RootElement.TryGetProperty(name, out _), name));
        Assert.Equal(1, result.RootElement.GetProperty("refusedBy").GetProperty("total_zero").GetInt32());
        Assert.Equal(JsonValueKind.Null, result.RootElement.GetProperty("acceptMsP50").ValueKind);
    }
}
