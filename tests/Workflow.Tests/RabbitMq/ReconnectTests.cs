using Workflow.Messaging.RabbitMq;

namespace Workflow.Tests.RabbitMq;

public sealed class ReconnectTests
{
    [Fact]
    public void Should_still_find_where_MassTransit_keeps_its_waits()
    {
        Assert.NotNull(RabbitMqRegistration.HostOfTransport);
        Assert.NotNull(RabbitMqRegistration.PolicyOfHost);
        Assert.True(RabbitMqRegistration.PolicyOfHost.FieldType.IsAssignableTo(typeof(MassTransit.IRetryPolicy)));
    }
}
