using System.Diagnostics.CodeAnalysis;
using MassTransit.Transports;
using Workflow.Contracts;

namespace Workflow.Messaging.Transport;

/// <summary>One queue of this process: MassTransit's pipes of filters and consumers, without the transport before them.</summary>
internal sealed class DirectQueue(ReceiveEndpointContext endpoint, DirectPipes pipes)
{
    internal ReceiveEndpointContext Endpoint => endpoint;

    /// <summary>The pipe of the consumer of such messages, if one is connected.</summary>
    internal bool TryGetPipe(OrderMessage message, [NotNullWhen(true)] out DirectPipes.DirectPipe? pipe) => pipes.TryGet(message, out pipe);

    /// <summary>Returns when the message is consumed, has failed, or nobody takes it; the receive observers are told which.</summary>
    internal async Task ConsumeAsync(LocalReceiveContext context)
    {
        try
        {
            // What only its stored form is known of is read, and refused, as if it came from a broker.
            if (context.Message is { } message && pipes.TryGet(message, out var pipe))
            {
                await SendAsync(context, message, pipe);
                return;
            }
            await endpoint.ReceiveObservers.PreReceive(context);
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

    /// <summary>Returns when the message is consumed.</summary>
    /// <exception cref="Exception">As the consumer threw it.</exception>
    internal async Task SendAsync(DirectReceiveContext context, OrderMessage message, DirectPipes.DirectPipe pipe)
    {
        await endpoint.ReceiveObservers.PreReceive(context);
        await pipe.SendAsync(context, message);
        await context.ReceiveCompleted;
        await endpoint.ReceiveObservers.PostReceive(context);
    }
}
