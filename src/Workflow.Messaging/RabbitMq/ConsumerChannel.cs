using MassTransit.Middleware;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// The channel by which MassTransit consumes a queue. Its deliveries come to <see cref="DirectConsumer"/> first, and its
/// acknowledgements go together; all else is MassTransit's.
/// </summary>
internal sealed class ConsumerChannel(ChannelContext context, DirectDeliveries direct) : ProxyPipeContext(context), ChannelContext
{
    private readonly Acknowledgements _acknowledgements = new(context.Channel, direct.Prefetch, direct.Logger);
    private DirectConsumer? _consumer;

    public IChannel Channel => context.Channel;

    /// <summary>Whether it consumes and has nothing in hand.</summary>
    internal bool IsIdle => _consumer is { IsIdle: true };

    /// <summary>Messages that the broker gave it so far.</summary>
    internal long Delivered => _consumer?.Delivered ?? 0;

    public ConnectionContext ConnectionContext => context.ConnectionContext;

    public Task<string> BasicConsume(
        string queue, bool noAck, bool exclusive, IDictionary<string, object> arguments, IAsyncBasicConsumer consumer, string consumerTag,
        CancellationToken cancellationToken)
    {
        _consumer = new DirectConsumer(consumer, direct, _acknowledgements);
        return context.BasicConsume(queue, noAck, exclusive, arguments, _consumer, consumerTag, cancellationToken);
    }

    public ValueTask BasicAck(ulong deliveryTag, bool multiple)
    {
        _acknowledgements.Add(deliveryTag);
        return ValueTask.CompletedTask;
    }

    public Task BasicNack(ulong deliveryTag, bool multiple, bool requeue) =>
        _acknowledgements.ReturnAsync(deliveryTag);

    /// <summary>After it nothing is delivered; what was delivered before is finished.</summary>
    public async Task BasicCancel(string consumerTag)
    {
        await context.BasicCancel(consumerTag);
        if (_consumer is not null)
            await _consumer.DrainAsync();
        await _acknowledgements.FlushAsync();
    }

    public Task BasicPublishAsync(
        string exchange, string routingKey, bool mandatory, BasicProperties basicProperties, byte[] body, bool awaitAck) =>
        context.BasicPublishAsync(exchange, routingKey, mandatory, basicProperties, body, awaitAck);

    public Task ExchangeBind(string destination, string source, string routingKey, IDictionary<string, object> arguments) =>
        context.ExchangeBind(destination, source, routingKey, arguments);

    public Task ExchangeDeclare(string exchange, string type, bool durable, bool autoDelete, IDictionary<string, object> arguments) =>
        context.ExchangeDeclare(exchange, type, durable, autoDelete, arguments);

    public Task ExchangeDeclarePassive(string exchange) => context.ExchangeDeclarePassive(exchange);

    public Task QueueBind(string queue, string exchange, string routingKey, IDictionary<string, object> arguments) =>
        context.QueueBind(queue, exchange, routingKey, arguments);

    public Task<QueueDeclareOk> QueueDeclare(
        string queue, bool durable, bool exclusive, bool autoDelete, IDictionary<string, object> arguments) =>
        context.QueueDeclare(queue, durable, exclusive, autoDelete, arguments);

    public Task<QueueDeclareOk> QueueDeclarePassive(string queue) => context.QueueDeclarePassive(queue);

    public Task<uint> QueuePurge(string queue) => context.QueuePurge(queue);

    public Task BasicQos(uint prefetchSize, ushort prefetchCount, bool global) =>
        context.BasicQos(prefetchSize, prefetchCount, global);
}
