using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Workflow.Torture.Faults;

/// <summary>What is done to the broker from outside, as any client with its password could.</summary>
internal static class BrokerClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task DeleteQueueAsync(Uri broker, string queue)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
    }

    /// <summary>True when the broker has confirmed it.</summary>
    public static async Task<bool> PublishAsync(Uri broker, string queue, Guid id, string? type, byte[] body)
    {
        try
        {
            await using var connection = await ConnectAsync(broker);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            var properties = new BasicProperties
            {
                Persistent = true,
                MessageId = id.ToString(),
                CorrelationId = id.ToString(),
                ContentType = "application/vnd.workflow+json",
            };
            if (type is not null)
                properties.Headers = new Dictionary<string, object?> { ["message-type"] = type };
            using var limit = new CancellationTokenSource(Limit);
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, limit.Token);
            return true;
        }
        catch (Exception e) when (IsPassing(e))
        {
            return false;
        }
    }

    /// <summary>The broker is away, busy or just losing its mind; another time it will do.</summary>
    public static bool IsPassing(Exception e) => e is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException
        or PublishException or IOException or TimeoutException or OperationCanceledException;

    private static Task<IConnection> ConnectAsync(Uri broker) => new ConnectionFactory
    {
        Uri = broker,
        AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = Limit,
        ContinuationTimeout = Limit,
    }.CreateConnectionAsync();
}
