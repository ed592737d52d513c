using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Util;
using Workflow.Contracts;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>
/// MassTransit's pipes of one queue, from the message on: the consumer or the state machine with what MassTransit puts around it.
/// What it puts before that (the transport, the deserializer, the choice of the type) was a third of an order's allocation, and a
/// message that is at hand as an object needs none of it.
/// </summary>
internal sealed class DirectPipes(ConsumeTelemetry telemetry) : IConsumePipeConnector
{
    private readonly Dictionary<Type, DirectPipe> _pipes = [];

    public ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe)
        where T : class
    {
        _pipes.Add(typeof(T), new DirectPipe<T>(pipe, telemetry));
        return new EmptyConnectHandle();
    }

    public ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
        where T : class => ConnectConsumePipe(pipe);

    internal bool TryGet(OrderMessage message, [NotNullWhen(true)] out DirectPipe? pipe) => _pipes.TryGetValue(message.GetType(), out pipe);

    /// <summary>Takes the messages of one type.</summary>
    internal abstract class DirectPipe
    {
        /// <summary>
        /// Returns when the message is consumed and the receive observers are told; or, if it may, when it
        /// <see cref="DirectReceiveContext.EndsLater"/>.
        /// </summary>
        /// <exception cref="Exception">As the consumer threw it.</exception>
        internal abstract Task SendAsync(DirectReceiveContext received, OrderMessage message, bool mayEndLater);
    }

    private sealed class DirectPipe<T>(IPipe<ConsumeContext<T>> pipe, ConsumeTelemetry telemetry) : DirectPipe
        where T : class
    {
        // One method from here to the consumer: each that waits is an object more for each message in hand.
        internal override async Task SendAsync(DirectReceiveContext received, OrderMessage message, bool mayEndLater)
        {
            var context = new DirectConsumeContext<T>(received, (T)(object)message);
            var work = telemetry.Start(context);
            var endsLater = false;
            received.MayEndLater = mayEndLater;
            try
            {
                await received.Observers.PreReceive(received);
                await pipe.Send(context);
                endsLater = received.TryLeave(context, work);
                if (endsLater)
                    return;
                await received.ReceiveCompleted;
                await received.Observers.PostReceive(received);
                work.Succeed();
            }
            catch (Exception error)
            {
                work.Fail(error);
                throw;
            }
            finally
            {
                if (!endsLater)
                    work.Dispose();
            }
        }
    }
}
