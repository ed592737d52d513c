using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

public sealed class OrderOptionsTests
{
    [Fact]
    public void Should_have_the_documented_defaults()
    {
        var options = Bound([]);
        Assert.Equal(
            [(10, 3), (30, 3), (60, 3), (60, 10), (30, 10), (10, 10)],
            new[]
            {
                options.Stock, options.Payment, options.Shipment,
                options.ShipmentCancellation, options.Refund, options.StockRelease
            }.Select(step => (step.TimeoutSeconds, step.Attempts)));
        Assert.Equal((1, 300, 0.2), (options.RetryBaseSeconds, options.RetryCapSeconds, options.RetryJitter));
    }

    [Fact]
    public void Should_come_from_the_section_and_keep_the_other_defaults()
    {
        var options = Bound(new() { ["Orders:Payment:TimeoutSeconds"] = "5", ["Orders:RetryCapSeconds"] = "20" });
        Assert.Equal((5, 3, 20), (options.Payment.TimeoutSeconds, options.Payment.Attempts, options.RetryCapSeconds));
    }

    [Fact]
    public void Should_let_a_step_retry_by_its_own_policy_where_it_has_one()
    {
        var options = Bound(new()
        {
            ["Orders:RetryBaseSeconds"] = "2",
            ["Orders:Payment:RetryBaseSeconds"] = "5",
            ["Orders:Payment:RetryJitter"] = "0",
            ["Orders:Refund:RetryCapSeconds"] = "60",
        });
        Assert.Equal(new RetryPolicy(2, 300, 0.2), options.RetryOf(OrderSteps.Stock));
        Assert.Equal(new RetryPolicy(5, 300, 0), options.RetryOf(OrderSteps.Payment));
        Assert.Equal(new RetryPolicy(2, 60, 0.2), options.RetryOf(OrderSteps.Refund));
    }

    [Theory]
    [InlineData("Orders:Payment:RetryBaseSeconds", "0", "Orders:Payment:RetryBaseSeconds is 0; it has to be 0.01 to 3600.")]
    [InlineData("Orders:Payment:RetryBaseSeconds", "400", "Orders:Payment:RetryCapSeconds is 300; it has to be 400 to 86400.")]
    [InlineData("Orders:Refund:RetryCapSeconds", "0.5", "Orders:Refund:RetryCapSeconds is 0.5; it has to be 1 to 86400.")]
    [InlineData("Orders:Shipment:RetryJitter", "-0.1", "Orders:Shipment:RetryJitter is -0.1; it has to be 0 to 1.")]
    [InlineData("Orders:Stock:TimeoutSeconds", "0", "Orders:Stock:TimeoutSeconds is 0; it has to be 1 to 86400.")]
    [InlineData("Orders:Refund:Attempts", "1001", "Orders:Refund:Attempts is 1001; it has to be 1 to 1000.")]
    [InlineData("Orders:RetryJitter", "1.5", "Orders:RetryJitter is 1.5; it has to be 0 to 1.")]
    [InlineData("Orders:RetryCapSeconds", "0.5", "Orders:RetryCapSeconds is 0.5; it has to be 1 to 86400.")]
    [InlineData("Orders:RetryBaseSeconds", "NaN", "Orders:RetryBaseSeconds is NaN; it has to be 0.01 to 3600.")]
    public void Should_name_the_setting_that_is_out_of_range(string key, string value, string message)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Bound(new() { [key] = value }));
        Assert.Contains(message, refusal.Failures);
    }

    private static OrderOptions Bound(Dictionary<string, string?> settings)
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddOrders()
            .BuildServiceProvider();
        return provider.GetRequiredService<IOptions<OrderOptions>>().Value;
    }
}
