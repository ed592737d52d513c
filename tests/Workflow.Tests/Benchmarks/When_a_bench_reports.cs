using System.Text.Json;
using System.Xml.Linq;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;

namespace Workflow.Tests.Benchmarks;

public sealed class When_a_bench_reports
{
    private static readonly Machine Somewhere = new("a <processor> & more", 2, 8, "Linux", ".NET", "0123456789ab", "2026-01-02T03:04Z");

    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 3, 1 }, 2)]
    [InlineData(new double[] { 9, 1, 3 }, 3)]
    [InlineData(new double[] { 4, 9, 1, 3 }, 3.5)]
    public void Should_take_the_median(double[] runs, double median) => Assert.Equal(median, Spread.Median(runs));

    [Fact]
    public void Should_refuse_the_median_of_nothing() => Assert.Throws<ArgumentException>(() => Spread.Median([]));

    [Fact]
    public void Should_compare_the_sides_of_each_run() => Assert.Equal([2, 0.5, 0], Spread.Ratios([4, 2, 7], [2, 4, 0]));

    [Theory]
    [InlineData(10, false, true)]
    [InlineData(9.9, false, false)]
    [InlineData(10, true, true)]
    [InlineData(10.1, true, false)]
    public void Should_say_whether_the_target_is_met(double value, bool isCost, bool met) =>
        Assert.Equal(met, new Measured("row", "ms", [value]) { Target = 10, IsCost = isCost }.Met);

    [Fact]
    public void Should_end_with_one_line_of_JSON()
    {
        var report = new BenchReport("workflow");
        report.Add(new Measured("rate", "orders/s", [1300, 1100, 1250]) { Target = 1200, Goal = 2100 }, new Measured("cpu", "ms", [1.23456789]) { IsCost = true });
        report.Prove(0);

        var line = report.ToJsonLine();

        Assert.DoesNotContain('\n', line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal("workflow", json.RootElement.GetProperty("bench").GetString());
        var rows = json.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["name", "value", "unit", "target", "goal", "met"], rows[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal((1250, 1200, 2100, true), (rows[0].GetProperty("value").GetDouble(), rows[0].GetProperty("target").GetDouble(), rows[0].GetProperty("goal").GetDouble(), rows[0].GetProperty("met").GetBoolean()));
        Assert.Equal(1.2346, rows[1].GetProperty("value").GetDouble());
        Assert.All(["target", "goal", "met"], name => Assert.Equal(JsonValueKind.Null, rows[1].GetProperty(name).ValueKind));
    }

    [Fact]
    public void Should_keep_every_run_and_the_machine()
    {
        var report = new BenchReport("ring");
        report.Add(new Measured("rate", "1/s", [3, 1, 2]));

        using var json = JsonDocument.Parse(report.ToJson(Somewhere));

        Assert.Equal([3, 1, 2], json.RootElement.GetProperty("results")[0].GetProperty("runs").EnumerateArray().Select(run => run.GetDouble()));
        Assert.Equal("0123456789ab", json.RootElement.GetProperty("machine").GetProperty("commit").GetString());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Should_draw_what_every_reader_of_SVG_understands(bool isLogAcross, bool isLogUp)
    {
        var picture = new Picture("curve", "A & B < C", "in flight", "orders/s", [new Curve("\"one\"", [(100, 5), (1_000, 900), (10_000, 1_200)]), new Curve("two", [(100, 1)])])
        {
            IsLogAcross = isLogAcross,
            IsLogUp = isLogUp,
        };

        var svg = XDocument.Parse(Svg.Draw(picture, Somewhere.ToString()));

        Assert.Equal("svg", svg.Root!.Name.LocalName);
        var lines = svg.Descendants().Where(element => element.Name.LocalName == "polyline").ToList();
        Assert.Equal(2, lines.Count);
        var corners = lines[0].Attribute("points")!.Value.Split(' ').Select(point => point.Split(',').Select(double.Parse).ToArray()).ToList();
        Assert.Equal(3, corners.Count);
        Assert.All(corners, corner => Assert.True(corner[0] is >= 0 and <= 720 && corner[1] is >= 0 and <= 400));
        Assert.Contains("A & B < C", svg.Descendants().Select(element => element.Value));
    }

    [Fact]
    public void Should_draw_a_distribution_that_rises()
    {
        var latencies = new Latencies();
        for (var ms = 1; ms <= 1_000; ms++)
            latencies.Record(TimeSpan.FromMilliseconds(ms));

        var curve = Assert.Single(Picture.OfLatencies("distribution", "times", [("side", latencies), ("nothing", new Latencies())]).Curves);

        Assert.Equal(curve.Points.OrderBy(point => point.X), curve.Points);
        Assert.Equal(curve.Points.Select(point => point.Y).Order(), curve.Points.Select(point => point.Y));
        Assert.InRange(curve.Points[^1].Y, 990, 1_000);
    }
}
