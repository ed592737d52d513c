using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Messaging;
using Workflow.Messaging.Relay;

namespace Workflow.Tests.Messaging;

/// <summary>A broker holds what is under way; in memory the consumers do, so that fewer messages are let through.</summary>
public sealed class RelayOptionsTests
{
    [Theory]
    [InlineData("InMemory", null, 512)]
    [InlineData("RabbitMQ", null, 2048)]
    [InlineData("InMemory", "7", 7)]
    [InlineData("RabbitMQ", "7", 7)]
    public void Should_open_a_window_that_fits_the_transport(string transport, string? configured, int expected)
    {
        Dictionary<string, string?> settings = new() { ["Transport"] = transport };
        if (configured is not null)
            settings["Messaging:Relay:Window"] = configured;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddWorkflowMessaging(configuration, _ => { });

        using var provider = services.BuildServiceProvider();

        Assert.Equal(expected, provider.GetRequiredService<IOptions<RelayOptions>>().Value.Window);
    }
}
