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

    /// <summary>
    /// Returns when the message is consumed, or nobody takes it, and the receive observers are told which; or, if it may, when it
    /// <see cref="DirectReceiveContext.EndsLater"/>.
    /// </summary>
    /// <exception cref="Exception">As the consumer threw it; the observers have been told of a consumer's fault, see <c>IsFaulted</c>.</exception>
    internal Task ConsumeAsync(LocalReceiveContext context, bool mayEndLater) =>
        context.Message is { } message && pipes.TryGet(message, out var pipe) ? pipe.SendAsync(context, message, mayEndLater) : ReadAsync(context);

    /// <summary>What only its stored form is known of is read, and refused, as if it came from a broker.</summary>
    private async Task ReadAsync(LocalReceiveContext context)
    {
        await context.Observers.PreReceive(context);
        await endpoint.ReceivePipe.Send(context);
        await context.ReceiveCompleted;
        await context.Observers.PostReceive(context);
    }
}
