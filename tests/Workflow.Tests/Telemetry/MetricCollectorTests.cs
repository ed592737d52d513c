using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Host.Telemetry;

namespace Workflow.Tests.Telemetry;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private readonly Meter _meter;
    private readonly MetricCollector _collector;

    public MetricCollectorTests()
    {
        _meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricCollector(_meters, Options.Create(new MetricsOptions()));
        _meter = _meters.Create("Workflow.Test");
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Should_sum_a_counter_by_the_labels_that_are_kept()
    {
        var counter = _meter.CreateCounter<long>("workflow.orders.refused", "{order}");
        counter.Add(2, new("workflow.reason", "QueueFull"), new("customer", "1"));
        counter.Add(3, new("customer", "2"), new("workflow.reason", "QueueFull"));

        Assert.Contains("workflow_orders_refused_total{workflow_reason=\"QueueFull\"} 5\n", Scrape());
    }

    [Fact]
    public void Should_put_each_value_into_its_bucket_and_those_above()
    {
        var histogram = _meter.CreateHistogram<double>("workflow.step.duration", "s");
        KeyValuePair<string, object?> step = new("workflow.step", "test");
        foreach (var value in (double[])[0.001, 0.0011, 301])
            histogram.Record(value, step);

        var text = Scrape();
        Assert.Contains("workflow_step_duration_seconds_bucket{workflow_step=\"test\",le=\"0.001\"} 1\n", text);
        Assert.Contains("workflow_step_duration_seconds_bucket{workflow_step=\"test\",le=\"0.0025\"} 2\n", text);
        Assert.Contains("workflow_step_duration_seconds_bucket{workflow_step=\"test\",le=\"300\"} 2\n", text);
        Assert.Contains("workflow_step_duration_seconds_bucket{workflow_step=\"test\",le=\"+Inf\"} 3\n", text);
        Assert.Contains("workflow_step_duration_seconds_count{workflow_step=\"test\"} 3\n", text);
    }

    [Fact]
    public void Should_forget_a_gauge_that_is_told_no_more()
    {
        Measurement<int>[] told = [new(7, new KeyValuePair<string, object?>("workflow.state", "Suspended"))];
        _meter.CreateObservableGauge("workflow.orders.running", () => told, "{order}");
        Assert.Contains("workflow_orders_running{workflow_state=\"Suspended\"} 7\n", Scrape());

        told = [];
        Assert.DoesNotContain("workflow_orders_running", Scrape());
    }

    [Fact]
    public void Should_escape_what_would_end_a_label()
    {
        _meter.CreateObservableGauge("workflow.dead_letters.recent", () => new Measurement<int>(1, new("messaging.destination.name", "a\"b\\c\nd"), new("workflow.reason", "r")));

        Assert.Contains("""{messaging_destination_name="a\"b\\c\nd",workflow_reason="r"} 1""", Scrape());
    }

    [Fact]
    public void Should_bound_the_series_of_a_metric_and_lose_no_count()
    {
        var counter = _meter.CreateCounter<long>("workflow.step.failures", "{attempt}");
        for (var i = 0; i < MetricFamily.MaxSeries + 50; i++)
            counter.Add(1, new("workflow.step", $"step {i}"), new("workflow.kind", "test"));

        var lines = Scrape().Split('\n').Where(line => line.StartsWith("workflow_step_failures_total", StringComparison.Ordinal)).ToList();
        Assert.InRange(lines.Count, MetricFamily.MaxSeries, MetricFamily.MaxSeries + 1);
        Assert.True(lines.Sum(line => double.Parse(line[line.LastIndexOf(' ')..])) >= MetricFamily.MaxSeries + 50);
    }

    [Fact]
    public void Should_keep_to_the_meters_of_its_own_host()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("Workflow.Test").CreateObservableGauge("workflow.database.up", () => 1, "1");

        Assert.DoesNotContain("workflow_database_up", Scrape());
    }

    [Fact]
    public void Should_allocate_nothing_for_a_measurement()
    {
        var histogram = _meter.CreateHistogram<double>("workflow.lane.commit.duration", "s");
        KeyValuePair<string, object?> lane = new("workflow.lane", "test");
        histogram.Record(0.1, lane);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            histogram.Record(0.1, lane);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }

    private string Scrape() => Encoding.UTF8.GetString(_collector.Scrape());
}
