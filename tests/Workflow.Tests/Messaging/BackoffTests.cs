using Workflow.Messaging.Relay;

namespace Workflow.Tests.Messaging;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(100, 300)]
    [InlineData(int.MaxValue, 300)]
    public void Should_double_up_to_the_cap(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(failures, baseSeconds: 1, capSeconds: 300));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.5, 9)]
    [InlineData(1, 8)]
    public void Should_be_shortened_by_the_drawn_part_of_the_jitter(double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(1, baseSeconds: 10, capSeconds: 300, jitter: 0.2, random));

    [Fact]
    public void Should_refuse_a_count_that_is_none() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.After(0, baseSeconds: 1, capSeconds: 300));
}
