using Workflow.Host.OperatorConsole.Actions;
using Workflow.Host.OperatorConsole.Live;
using Workflow.Host.OperatorConsole.Parts;

namespace Workflow.Tests.Operators;

public sealed class When_numbers_are_shown
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(2.54, "2.5 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(7_200, "2 h")]
    [InlineData(93_600, "1 d 2 h")]
    public void Should_tell_a_duration_by_its_two_largest_units(double seconds, string expected) => Assert.Equal(expected, Words.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "now")]
    [InlineData(-12, "12 s ago")]
    [InlineData(90, "in 1 min")]
    [InlineData(-86_400, "24 h ago")]
    [InlineData(-259_200, "3 d ago")]
    public void Should_tell_a_moment_by_its_distance(double seconds, string expected) => Assert.Equal(expected, Words.Ago(Noon.AddSeconds(seconds), Noon));

    [Theory]
    [InlineData("AuthorizingPayment", "Authorizing payment")]
    [InlineData("order-retry", "Order retry")]
    [InlineData("out of attempts", "Out of attempts")]
    [InlineData(null, "")]
    public void Should_tell_a_name_as_words(string? name, string expected) => Assert.Equal(expected, Words.Of(name));

    [Fact]
    public void Should_interrupt_a_line_where_nothing_is_known()
    {
        Assert.Equal("M0 56L100 28M300 0h0.01", ChartShape.Path([0, 1, null, 2], 2));
        Assert.Equal("", ChartShape.Path([null, null], 2));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.2, 0.2)]
    [InlineData(7.3, 8)]
    [InlineData(1_001, 1_500)]
    public void Should_end_an_axis_at_a_round_number(double most, double expected) =>
        Assert.Equal(expected, ChartShape.Top([new ChartLine("", [0, most, null])]), 6);

    [Fact]
    public void Should_read_percentiles_out_of_buckets()
    {
        double[] bounds = [1, 2, 4];
        Assert.Null(HistogramWindow.Of([0, 0, 0, 0], bounds));
        Assert.Equal(1.5, HistogramWindow.Of([0, 10, 0, 0], bounds)!.P50);
        Assert.Equal(3.8, HistogramWindow.Quantile([0, 50, 50, 0], bounds, 0.95), 6);
        Assert.Equal(4, HistogramWindow.Quantile([0, 0, 0, 5], bounds, 0.5));
    }

    [Theory]
    [InlineData(0.05, 0.01)]
    [InlineData(14, 2)]
    [InlineData(3_600, 600)]
    [InlineData(30 * 86_400, 5 * 86_400)]
    public void Should_divide_a_timeline_into_round_parts(double seconds, double expected) =>
        Assert.Equal(expected, TimelineLook.StepOf(TimeSpan.FromSeconds(seconds)).TotalSeconds, 6);

    [Theory]
    [InlineData("2026-01-31T08:00", "2026-01-31T08:00:00Z")]
    [InlineData("2026-01-31T08:00:05", "2026-01-31T08:00:05Z")]
    [InlineData("2026-01-31T08:00:05Z", "2026-01-31T08:00:05Z")]
    [InlineData("2026-01-31T08:00:05+01:00", "2026-01-31T08:00:05+01:00")]
    [InlineData("nonsense", "nonsense")]
    [InlineData(null, null)]
    public void Should_read_a_field_without_a_zone_as_utc(string? text, string? expected) => Assert.Equal(expected, Moments.Read(text));
}
