using MassTransit.Transports;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>One queue of this process: MassTransit's pipe of filters and consumers, without the transport before it.</summary>
internal sealed class LocalQueue(ReceiveEndpointContext endpoint)
{
    /// <summary>Returns when the message is consumed, has failed, or nobody takes it; the receive observers are told which.</summary>
    internal async Task ConsumeAsync(OutboxRow row, string? traceParent)
    {
        using var context = new LocalReceiveContext(endpoint, row, traceParent);
        try
        {
            await endpoint.ReceiveObservers.PreReceive(context);
            await endpoint.ReceivePipe.Send(context);
            await context.ReceiveCompleted;
            await endpoint.ReceiveObservers.PostReceive(context);
        }
        catch (Exception error)
        {
            await endpoint.ReceiveObservers.ReceiveFault(context, error);
        }
    }
}
