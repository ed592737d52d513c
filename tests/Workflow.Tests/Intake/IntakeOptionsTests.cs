using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class IntakeOptionsTests
{
    [Fact]
    public void Should_accept_the_defaults() => Assert.Equal(8_192, Bind([]).RingCapacity);

    [Theory]
    [InlineData("RingCapacity", "32", "Intake:RingCapacity is 32; it must be from 64 to 1048576.")]
    [InlineData("RingCapacity", "100", "Intake:RingCapacity is 100; it must be a power of two.")]
    [InlineData("RingCapacity", "65536", "Intake:MaxBacklog is 50000; it must not be below Intake:RingCapacity, which is 65536.")]
    [InlineData("MaxBodyBytes", "1", "Intake:MaxBodyBytes is 1; it must be from 1024 to 16777216.")]
    [InlineData("MaxLines", "2001", "Intake:MaxLines is 2001; it must be from 1 to 2000.")]
    [InlineData("MaxQuantity", "0", "Intake:MaxQuantity is 0; it must be from 1 to 1000000.")]
    [InlineData("BatchMaxLines", "0", "Intake:BatchMaxLines is 0; it must be from 1 to 100000.")]
    [InlineData("BatchMaxBytes", "2000", "Intake:BatchMaxBytes is 2000; it must not be below Intake:MaxBodyBytes, which is 1048576.")]
    [InlineData("DeadlineSeconds", "61", "Intake:DeadlineSeconds is 61; it must be from 1 to 60.")]
    [InlineData("RetryAfterSeconds", "0", "Intake:RetryAfterSeconds is 0; it must be from 1 to 300.")]
    [InlineData("ClientShare", "1.5", "Intake:ClientShare is 1.5; it must be over 0 and at most 1.")]
    [InlineData("ClientShare", "NaN", "Intake:ClientShare is NaN; it must be over 0 and at most 1.")]
    [InlineData("ClientShare", "0.0001", "Intake:ClientShare is 0.0001; with Intake:RingCapacity 8192 it lets no request in.")]
    [InlineData("MaxBacklog", "0", "Intake:MaxBacklog is 0; it must be from 1 to 10000000.")]
    public void Should_name_a_wrong_setting_and_its_value(string name, string value, string message)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Bind(new() { [$"Intake:{name}"] = value }));
        Assert.Contains(message, wrong.Failures);
    }

    [Fact]
    public void Should_refuse_a_misspelt_setting()
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => Bind(new() { ["Intake:RingCapcity"] = "64" }));
        Assert.Contains("RingCapcity", wrong.Message);
    }

    private static IntakeOptions Bind(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        IntakeOptionsCheck.Register(services, new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<IntakeOptions>>().Value;
    }
}
