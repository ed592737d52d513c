using MassTransit.Transports;
using Workflow.Messaging.Transport;

namespace Workflow.Tests.Messaging;

public sealed class DirectQueuesTests
{
    [Fact]
    public void Should_find_the_pipe_of_a_receive_endpoint() =>
        Assert.Equal(typeof(ReceiveEndpointContext), DirectQueues.ContextOfEndpoint?.FieldType);
}
