using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// Brings the broker's dead letters into PostgreSQL: what the broker gave up itself (delivered too often, expired, refused)
/// and what hosts left here while PostgreSQL was away. A letter is acknowledged when it is stored.
/// </summary>
internal sealed class BrokerDeadLetters(
    BrokerConnection broker, FailureStore store, IOptions<RabbitMqOptions> options, ILogger<BrokerDeadLetters> logger) : BackgroundService
{
    private const string Purpose = "dead letters";
    private const string ReasonHeader = "workflow-reason";
    private const string ErrorHeader = "workflow-error";
    private const string QueueHeader = "workflow-queue";
    private const string LastingHeader = "workflow-lasting";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource<IChannel> _current = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Leaves a failed message with the broker; returns when the broker has confirmed that it keeps it.</summary>
    internal async Task LeaveAsync(MessageFailure failure)
    {
        var channel = await _current.Task;
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = failure.Message.MessageId.ToString(),
            CorrelationId = failure.Message.OrderId?.ToString(),
            Headers = new Dictionary<string, object?>
            {
                [ContractSerializer.TypeHeader] = failure.Message.MessageType,
                [ReceivedMessage.AttemptsHeader] = failure.Message.Attempts,
                [ReasonHeader] = failure.Reason,
                [ErrorHeader] = failure.Error,
                [QueueHeader] = failure.Message.Queue,
                [LastingHeader] = failure.IsLasting,
            },
        };
        await channel.BasicPublishAsync("", RabbitMqTopology.DeadLetters, mandatory: true, properties, failure.Message.Body);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                RabbitMqLog.DeadLettersBroke(logger, error.Message);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.OpenAsync(Purpose, cancellationToken);
        try
        {
            await ReadAsync(connection, cancellationToken);
        }
        finally
        {
            await BrokerConnection.CloseAsync(connection);
        }
    }

    private async Task ReadAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => End();
        await channel.BasicQosAsync(0, (ushort)Math.Min(options.Value.Prefetch, 64), false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => StoreAsync(channel, delivery, cancellationToken);
        // The broker ends a consumer whose queue is deleted: a new connection declares it again.
        consumer.UnregisteredAsync += (_, _) => End();
        consumer.ShutdownAsync += (_, _) => End();
        if (options.Value.TakesDeadLetters)
            await channel.BasicConsumeAsync(RabbitMqTopology.DeadLetters, autoAck: false, consumer, cancellationToken);
        _current.TrySetResult(channel);
        await ended.Task.WaitAsync(cancellationToken);

        Task End()
        {
            if (ended.TrySetResult())
                _current = new TaskCompletionSource<IChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.CompletedTask;
        }
    }

    /// <summary>Waits for PostgreSQL for as long as it takes: the broker keeps the rest.</summary>
    private async Task StoreAsync(IChannel channel, BasicDeliverEventArgs delivery, CancellationToken cancellationToken)
    {
        var failure = Read(delivery);
        while (true)
        {
            try
            {
                await store.StoreAsync(failure, cancellationToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellationToken);
                return;
            }
            catch (Exception error) when (DatabaseFaults.IsTransient(error) && !cancellationToken.IsCancellationRequested)
            {
                RabbitMqLog.DeadLettersBroke(logger, error.Message);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private static MessageFailure Read(BasicDeliverEventArgs delivery)
    {
        var headers = delivery.BasicProperties.Headers ?? new Dictionary<string, object?>();
        var death = (headers.TryGetValue("x-death", out var deaths) && deaths is List<object> { Count: > 0 } list ? list[0] : null) as IDictionary<string, object?>;
        var type = BrokerHeaders.Text(headers, ContractSerializer.TypeHeader) ?? "";
        var body = WireBodies.AsJson(type, delivery.Body.ToArray(), delivery.BasicProperties.ContentType, delivery.BasicProperties.ContentEncoding);
        var message = new ReceivedMessage(
            Guid.TryParse(delivery.BasicProperties.MessageId, CultureInfo.InvariantCulture, out var id) ? id : Guid.CreateVersion7(),
            ReceivedMessage.OrderIdOf(delivery.BasicProperties.CorrelationId, body),
            BrokerHeaders.Text(headers, QueueHeader) ?? BrokerHeaders.Text(death, "queue") ?? delivery.RoutingKey,
            type,
            body,
            ReceivedMessage.HeadersOf(headers.Where(header => !header.Key.StartsWith("workflow-", StringComparison.Ordinal)).Select(header => KeyValuePair.Create(header.Key, (object?)BrokerHeaders.Text(headers, header.Key)))),
            ReceivedMessage.AttemptsOf(BrokerHeaders.Value(headers, ReceivedMessage.AttemptsHeader)));
        if (BrokerHeaders.Text(headers, ReasonHeader) is { } reason)
            return new MessageFailure(message, reason, BrokerHeaders.Text(headers, ErrorHeader) ?? "", BrokerHeaders.Value(headers, LastingHeader) is true);
        // What the broker counted as too many deliveries is one failed attempt: the hosts that had it may all have died.
        var cause = BrokerHeaders.Text(death, "reason") ?? "unknown";
        return new MessageFailure(message, $"broker: {cause}", $"The broker gave the message up: {cause}.", cause is not "delivery_limit");
    }
}
