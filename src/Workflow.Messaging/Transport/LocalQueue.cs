using MassTransit.Transports;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>One queue of this process: MassTransit's pipes of filters and consumers, without the transport before them.</summary>
internal sealed class LocalQueue(ReceiveEndpointContext endpoint, LocalPipes pipes)
{
    /// <summary>Returns when the message is consumed, has failed, or nobody takes it; the receive observers are told which.</summary>
    internal async Task ConsumeAsync(OutboxRow row, string? traceParent)
    {
        var context = new LocalReceiveContext(endpoint, row, traceParent);
        try
        {
            await endpoint.ReceiveObservers.PreReceive(context);
            // What only its stored form is known of is read, and refused, as if it came from a broker.
            if (row.Message is { } message && pipes.TryGet(message, out var pipe))
                await pipe.SendAsync(context, message);
            else
                await endpoint.ReceivePipe.Send(context);
            await context.ReceiveCompleted;
            await endpoint.ReceiveObservers.PostReceive(context);
        }
        catch (Exception error)
        {
            // A consumer's fault is known already, and comes here only for want of MassTransit's filter that discards it.
            if (!context.IsFaulted)
                await context.NotifyFaulted(error);
        }
    }
}
