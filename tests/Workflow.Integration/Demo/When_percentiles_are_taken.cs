using Workflow.Demo.Report;

namespace Workflow.Integration.Demo;

public sealed class When_percentiles_are_taken
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.07, 7)]
    [InlineData(0.99, 99)]
    [InlineData(0.991, 100)]
    [InlineData(1, 100)]
    [InlineData(0.0001, 1)]
    public void Should_give_a_value_that_was_measured(double share, double expected)
    {
        var percentiles = new Percentiles(Enumerable.Range(1, 100).Reverse().Select(value => (double)value));

        Assert.Equal(expected, percentiles.At(share));
    }

    [Fact]
    public void Should_give_the_only_value_for_every_share()
    {
        var percentiles = new Percentiles([7.5]);

        Assert.Equal(7.5, percentiles.At(0.01));
        Assert.Equal(7.5, percentiles.At(0.99));
    }

    [Fact]
    public void Should_give_none_of_nothing() => Assert.Null(new Percentiles([]).At(0.5));

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    public void Should_refuse_what_is_no_share(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Percentiles([1]).At(share));
}
