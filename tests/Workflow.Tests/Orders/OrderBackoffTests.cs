using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

public sealed class OrderBackoffTests
{
    [Theory]
    [InlineData(1, 0, 1_000)]
    [InlineData(2, 0, 2_000)]
    [InlineData(3, 0, 4_000)]
    [InlineData(9, 0, 256_000)]
    [InlineData(10, 0, 300_000)]
    [InlineData(1_000, 0, 300_000)]
    [InlineData(1, 0.5, 900)]
    [InlineData(3, 0.5, 3_600)]
    [InlineData(10, 0.5, 270_000)]
    [InlineData(1, 0.999999, 801)]
    public void Should_double_up_to_the_cap_and_lose_up_to_a_fifth_by_chance(int attempt, double chance, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), OrderBackoff.Delay(new(), attempt, chance));

    [Fact]
    public void Should_not_spread_without_jitter() =>
        Assert.Equal(TimeSpan.FromSeconds(4), OrderBackoff.Delay(new() { RetryJitter = 0 }, 3, 0.9));

    [Fact]
    public void Should_start_at_the_base_and_end_at_the_cap()
    {
        var options = new OrderOptions { RetryBaseSeconds = 0.05, RetryCapSeconds = 0.15, RetryJitter = 0 };
        Assert.Equal([50, 100, 150, 150], Enumerable.Range(1, 4)
            .Select(attempt => OrderBackoff.Delay(options, attempt, 0).TotalMilliseconds));
    }
}
