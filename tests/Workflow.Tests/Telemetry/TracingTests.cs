using System.Diagnostics;
using OpenTelemetry.Trace;
using Workflow.Contracts;
using Workflow.Host.Telemetry;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Telemetry;

namespace Workflow.Tests.Telemetry;

public sealed class TracingTests
{
    private static readonly ActivityContext Remote = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);

    [Fact]
    public void Should_make_nothing_while_nobody_listens()
    {
        using var outer = new Activity("somebody's").SetIdFormat(ActivityIdFormat.W3C).Start();
        outer.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        var unit = new Unit();
        Tracing.Stamp(unit);

        Assert.Equal(default, unit.Trace);
        Assert.Null(unit.Outgoing[0].Headers);
        Assert.Null(Tracing.StartUnit("test", unit));
        Assert.Null(Tracing.StartCommit("test", [unit]));
    }

    [Fact]
    public void Should_name_the_span_in_what_leaves_once_and_keep_other_headers()
    {
        var unit = new Unit("""{"token":"1"}""") { Trace = Remote };
        Tracing.Stamp(unit);
        Tracing.Stamp(unit);

        Assert.Equal($"00-{Remote.TraceId}-{Remote.SpanId}-01", unit.Outgoing[0].TraceParent);
        Assert.Equal("1", OutboxRow.HeadersOf(unit.Outgoing[0].Headers!)["token"]);
        Assert.Equal(2, OutboxRow.HeadersOf(unit.Outgoing[0].Headers!).Count);
    }

    [Fact]
    public void Should_link_a_commit_to_its_sampled_units_and_not_to_more_than_the_limit()
    {
        using var listener = Listen();
        var units = Enumerable.Range(0, Tracing.MaxLinks + 10).Select(_ => new Unit { Trace = Remote }).Append(new Unit()).ToList();
        using var span = Tracing.StartCommit("test", units);

        Assert.Equal(Remote.TraceId, span!.TraceId);
        Assert.Equal(Tracing.MaxLinks, span.Links.Count());
        Assert.Null(Tracing.StartCommit("test", [new Unit { Trace = default }]));
    }

    [Theory]
    [InlineData(0, SamplingDecision.Drop)]
    [InlineData(1, SamplingDecision.RecordAndSample)]
    public void Should_decide_by_its_own_share_whatever_the_client_says(double share, SamplingDecision decision)
    {
        var parameters = new SamplingParameters(Remote, Remote.TraceId, "POST", ActivityKind.Server);
        Assert.Equal(decision, OtlpExport.Sampler(share).ShouldSample(parameters).Decision);
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Unit : LaneUnit
    {
        internal Unit(string? headers = null)
            : base(Guid.CreateVersion7()) =>
            Outgoing.Add(OutboxRow.ToQueue("stock", new StepTimedOut { OrderId = OrderId, MessageId = Guid.CreateVersion7(), TraceId = "t", BusinessType = "NORMAL", Step = "stock", Attempt = 1 }, headers));
    }
}
