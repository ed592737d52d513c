using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

public sealed class OrderBackoffTests
{
    private static readonly RetryPolicy Default = new OrderOptions().RetryOf(OrderSteps.Payment);

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
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), OrderBackoff.Delay(Default, attempt, chance));

    [Fact]
    public void Should_not_spread_without_jitter() =>
        Assert.Equal(TimeSpan.FromSeconds(4), OrderBackoff.Delay(Default with { Jitter = 0 }, 3, 0.9));

    [Fact]
    public void Should_start_at_the_base_and_end_at_the_cap()
    {
        var policy = new RetryPolicy(BaseSeconds: 0.05, CapSeconds: 0.15, Jitter: 0);
        Assert.Equal([50, 100, 150, 150], Enumerable.Range(1, 4)
            .Select(attempt => OrderBackoff.Delay(policy, attempt, 0).TotalMilliseconds));
    }
}
