using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// Brings the deliveries of one queue straight to the pipe of their consumer. What cannot be read, or has no consumer here, is left to
/// MassTransit's own consumer, which refuses it as it always did.
/// </summary>
internal sealed class DirectDeliveries(string queue, DirectQueues queues, FailedMessages failed, ILogger<DirectDeliveries> logger)
{
    internal required int Prefetch { get; init; }

    internal ILogger Logger => logger;

    internal bool TryRead(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, bool redelivered, [NotNullWhen(true)] out Delivery? delivery)
    {
        delivery = null;
        if (!queues.TryGet(queue, out var direct) || !Guid.TryParse(properties.MessageId, CultureInfo.InvariantCulture, out var messageId))
            return false;
        try
        {
            // A copy: the client takes the memory back when its handler returns.
            var bytes = body.ToArray();
            var message = ContractSerializer.Read(
                BrokerHeaders.Text(properties.Headers, ContractSerializer.TypeHeader), bytes, (properties.ContentType, properties.ContentEncoding));
            if (!direct.TryGetPipe(message, out var pipe))
                return false;
            var orderId = Guid.TryParse(properties.CorrelationId, CultureInfo.InvariantCulture, out var given) ? given : message.OrderId;
            var received = new BrokerMessage(message, messageId, orderId, bytes, properties);
            delivery = new Delivery(pipe, message, new BrokerReceiveContext(direct.Endpoint, received, redelivered));
            return true;
        }
        catch (Exception)
        {
            // Whatever is wrong with it, on MassTransit's way it is wrong again, and refused with the reason.
            return false;
        }
    }

    /// <returns>Whether the message is done with or safe elsewhere; otherwise it must come again.</returns>
    internal async Task<bool> TakeAsync(Delivery delivery)
    {
        try
        {
            try
            {
                await delivery.Pipe.SendAsync(delivery.Context, delivery.Message, mayEndLater: false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                await failed.TakeAsync(ReceivedMessage.From(delivery.Context), error);
            }
            return true;
        }
        catch (Exception error)
        {
            RabbitMqLog.ComesAgain(logger, delivery.Context.MessageId, queue, error.Message);
            return false;
        }
    }

    /// <summary>A message and who takes it.</summary>
    internal sealed record Delivery(DirectPipes.DirectPipe Pipe, Contracts.OrderMessage Message, BrokerReceiveContext Context);
}
