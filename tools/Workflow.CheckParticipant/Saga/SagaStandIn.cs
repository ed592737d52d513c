using System.Diagnostics;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Workflow.Contracts;

namespace Workflow.CheckParticipant.Saga;

/// <summary>The saga's two queues at the broker, set up as a host would, and the answers that came.</summary>
internal sealed class SagaStandIn : IAsyncDisposable
{
    private const string SagaQueue = "order-saga";
    private const string DeadLetters = "dead-letters";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;

    private SagaStandIn(IConnection connection, IChannel channel, string queue) => (_connection, _channel, _queue) = (connection, channel, queue);

    public Inbox Inbox { get; } = new();

    /// <exception cref="CheckRefusedException">Somebody else reads the answers, or there are old ones.</exception>
    public static async Task<SagaStandIn> ConnectAsync(CheckOptions options, string queue, CancellationToken stop)
    {
        var factory = new ConnectionFactory { Uri = options.Broker, ClientProvidedName = "check-participant" };
        var connection = await factory.CreateConnectionAsync(stop);
        try
        {
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), stop);
            var standIn = new SagaStandIn(connection, channel, queue);
            await standIn.DeclareAsync(options, stop);
            await standIn.ListenAsync(options.Purge, stop);
            return standIn;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many consumers the participant's queue has.</summary>
    public Task<uint> ConsumersAsync(CancellationToken stop) => _channel.ConsumerCountAsync(_queue, stop);

    public ValueTask SendAsync(OrderMessage command, CancellationToken stop)
    {
        var encoded = ContractEncoding.Encode(command);
        return SendAsync((command.OrderId, command.MessageId), encoded.MessageType, encoded.Body, stop);
    }

    public ValueTask SendAsync((Guid Order, Guid Message) ids, string type, ReadOnlyMemory<byte> body, CancellationToken stop) => _channel.BasicPublishAsync(
        "", _queue, mandatory: true,
        new BasicProperties
        {
            ContentType = ContractEncoding.WorkflowJson,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = ids.Message.ToString(),
            CorrelationId = ids.Order.ToString(),
            Type = type,
            Headers = new Dictionary<string, object?> { [ContractEncoding.TypeHeader] = type },
        },
        body, stop);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    // With the very arguments that a host uses: whoever declares a queue otherwise later is refused by the broker.
    private async Task DeclareAsync(CheckOptions options, CancellationToken stop)
    {
        Dictionary<string, object?> plain = new() { ["x-queue-type"] = "quorum" };
        if (options.GroupSize > 0)
            plain["x-quorum-initial-group-size"] = options.GroupSize;
        Dictionary<string, object?> safe = new(plain)
        {
            ["x-delivery-limit"] = options.DeliveryLimit,
            ["x-dead-letter-exchange"] = DeadLetters,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        };
        await _channel.ExchangeDeclareAsync(DeadLetters, ExchangeType.Fanout, durable: true, cancellationToken: stop);
        await _channel.QueueDeclareAsync(DeadLetters, durable: true, exclusive: false, autoDelete: false, plain, cancellationToken: stop);
        await _channel.QueueBindAsync(DeadLetters, DeadLetters, "", cancellationToken: stop);
        foreach (var queue in new[] { SagaQueue, _queue })
            await _channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, safe, cancellationToken: stop);
    }

    /// <summary>A consumer that has just left is counted for a moment longer: whoever is there at the end of the patience stays.</summary>
    private async Task<QueueDeclareOk> LookAsync(CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var found = await _channel.QueueDeclarePassiveAsync(SagaQueue, stop);
            if (found.ConsumerCount == 0 || Stopwatch.GetElapsedTime(since) > Patience)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }
    }

    private async Task ListenAsync(bool purge, CancellationToken stop)
    {
        var found = await LookAsync(stop);
        if (found.ConsumerCount > 0)
            throw new CheckRefusedException($"Somebody reads '{SagaQueue}' already: stop the workflow's hosts, or use a virtual host of its own.");
        if (purge)
            await _channel.QueuePurgeAsync(SagaQueue, stop);
        else if (found.MessageCount > 0)
            throw new CheckRefusedException($"'{SagaQueue}' holds {found.MessageCount} messages of somebody: use an empty virtual host, or --purge to drop them.");
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) => TakeAsync(delivery);
        await _channel.BasicConsumeAsync(SagaQueue, autoAck: false, "", noLocal: false, exclusive: true, null, consumer, stop);
    }

    private async Task TakeAsync(BasicDeliverEventArgs delivery)
    {
        var (order, answer) = Read(delivery);
        Inbox.Add(order, answer);
        await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    }

    private static (Guid Order, Answer Answer) Read(BasicDeliverEventArgs delivery)
    {
        var properties = delivery.BasicProperties;
        var type = TextOf(properties.Headers?.TryGetValue(ContractEncoding.TypeHeader, out var header) is true ? header : null);
        Guid.TryParse(properties.CorrelationId, CultureInfo.InvariantCulture, out var order);
        if (type.Length == 0)
            return (order, new Answer(type, null, $"the header {ContractEncoding.TypeHeader} is missing"));
        try
        {
            var message = ContractEncoding.Decode(type, delivery.Body.Span, properties.ContentType, properties.ContentEncoding);
            return (message.OrderId, new Answer(type, message, FaultOf(message, properties.MessageId)));
        }
        catch (Exception e) when (e is NotSupportedException or ContractFormatException)
        {
            return (order, new Answer(type, null, e.Message));
        }
    }

    private static string? FaultOf(OrderMessage message, string? messageId)
    {
        if (messageId is { Length: > 0 } && (!Guid.TryParse(messageId, CultureInfo.InvariantCulture, out var id) || id != message.MessageId))
            return "the property message-id is not the body's messageId";
        return message.MessageId == Guid.Empty ? "messageId is empty" : null;
    }

    private static string TextOf(object? header) => header switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => "",
    };
}
