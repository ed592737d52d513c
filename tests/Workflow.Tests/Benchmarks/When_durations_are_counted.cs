using Workflow.Benchmarks.Load;

namespace Workflow.Tests.Benchmarks;

public sealed class When_durations_are_counted
{
    [Fact]
    public void Should_know_every_percentile_to_one_part_in_a_hundred()
    {
        var latencies = new Latencies();
        for (var ms = 1; ms <= 10_000; ms++)
            latencies.Record(TimeSpan.FromMilliseconds(ms));

        Assert.Equal(10_000, latencies.Count);
        Assert.All([0.001, 0.1, 0.5, 0.9, 0.99, 0.999], share => Assert.InRange(latencies.Ms(share), share * 10_000, share * 10_000 * 1.01));
        Assert.Equal(10_000, latencies.Ms(1));
        Assert.Equal(10_000, latencies.LargestMs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1_000_000_007)]
    [InlineData(long.MaxValue)]
    public void Should_never_tell_more_than_there_was_nor_much_less(long nanoseconds)
    {
        var latencies = new Latencies();
        latencies.RecordNanoseconds(nanoseconds);
        latencies.RecordNanoseconds(nanoseconds);

        Assert.InRange(latencies.Ms(0.5) * 1_000_000, nanoseconds * 0.99, nanoseconds * 1.000001);
    }

    [Fact]
    public void Should_add_up()
    {
        var (one, other) = (new Latencies(), new Latencies());
        one.RecordNanoseconds(5);
        other.RecordNanoseconds(7_000_000);
        other.RecordNanoseconds(-3);

        one.Add(other);

        Assert.Equal(3, one.Count);
        Assert.Equal(7, one.LargestMs);
        Assert.Equal(0.000005, one.Ms(0.5), precision: 9);
        Assert.Equal(0, one.Ms(0.3));
    }

    [Fact]
    public void Should_tell_nothing_of_nothing() => Assert.Equal(0, new Latencies().Ms(0.99));
}
