using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Util;
using Workflow.Contracts;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>
/// MassTransit's pipes of one queue, from the message on: the consumer or the state machine with what MassTransit puts around it.
/// What it puts before that (the transport, the deserializer, the choice of the type) was a third of an order's allocation, and a
/// message of this process needs none of it.
/// </summary>
internal sealed class LocalPipes(ConsumeTelemetry telemetry) : IConsumePipeConnector
{
    private readonly Dictionary<Type, LocalPipe> _pipes = [];

    public ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe)
        where T : class
    {
        _pipes.Add(typeof(T), new LocalPipe<T>(pipe, telemetry));
        return new EmptyConnectHandle();
    }

    public ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
        where T : class => ConnectConsumePipe(pipe);

    internal bool TryGet(OrderMessage message, [NotNullWhen(true)] out LocalPipe? pipe) => _pipes.TryGetValue(message.GetType(), out pipe);

    /// <summary>Takes the messages of one type.</summary>
    internal abstract class LocalPipe
    {
        internal abstract Task SendAsync(LocalReceiveContext received, OrderMessage message);
    }

    private sealed class LocalPipe<T>(IPipe<ConsumeContext<T>> pipe, ConsumeTelemetry telemetry) : LocalPipe
        where T : class
    {
        internal override Task SendAsync(LocalReceiveContext received, OrderMessage message) =>
            telemetry.MeasureAsync<ConsumeContext<T>>(new LocalConsumeContext<T>(received, (T)(object)message), pipe);
    }
}
