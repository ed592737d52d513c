using System.Buffers.Binary;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Workflow.Tools;

namespace Workflow.Benchmarks.Couriers;

/// <summary>A quorum queue of a private node: persistent messages, confirmed by the broker, acknowledged by the consumer.</summary>
internal sealed class RabbitMqCourier : Courier
{
    private const string Queue = "small";
    private const ushort Prefetch = 1024;
    private static readonly BasicProperties Properties = new() { DeliveryMode = DeliveryModes.Persistent };
    private readonly string _directory;
    private readonly RabbitMqNode _node;
    private readonly IConnection _connection;
    private readonly IChannel _sending;
    private readonly IChannel _receiving;
    private volatile Exception? _error;

    private RabbitMqCourier(string directory, RabbitMqNode node, IConnection connection, (IChannel Sending, IChannel Receiving) channels) =>
        (_directory, _node, _connection, (_sending, _receiving)) = (directory, node, connection, channels);

    public static async Task<Courier> StartAsync(string directory, Arrivals arrivals, CancellationToken stop)
    {
        var node = await RabbitMqNode.StartAsync(directory, stop);
        var connection = await new ConnectionFactory { Uri = node.Uri }.CreateConnectionAsync(stop);
        var sending = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: null), stop);
        var receiving = await connection.CreateChannelAsync(cancellationToken: stop);
        await receiving.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: stop);
        await receiving.BasicQosAsync(0, Prefetch, global: false, stop);
        var consumer = new AsyncEventingBasicConsumer(receiving);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            arrivals.Arrived(BinaryPrimitives.ReadInt64LittleEndian(delivery.Body.Span));
            // Many at once: an acknowledgement covers all before it.
            if (delivery.DeliveryTag % 64 == 0)
                await receiving.BasicAckAsync(delivery.DeliveryTag, multiple: true);
        };
        await receiving.BasicConsumeAsync(Queue, autoAck: false, consumer, stop);
        return new RabbitMqCourier(directory, node, connection, (sending, receiving));
    }

    public override ValueTask SendAsync(long since)
    {
        if (_error is { } error)
            throw new BenchException($"The broker refused a message: {error.Message}");
        var body = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(body, since);
        var confirmed = _sending.BasicPublishAsync("", Queue, mandatory: true, Properties, body);
        // The confirm comes later; the window of the arrivals bounds how many are outstanding.
        if (!confirmed.IsCompletedSuccessfully)
            _ = WatchAsync(confirmed);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _sending.DisposeAsync();
        await _receiving.DisposeAsync();
        await _connection.DisposeAsync();
        await _node.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task WatchAsync(ValueTask confirmed)
    {
        try
        {
            await confirmed;
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.PublishException or RabbitMQ.Client.Exceptions.AlreadyClosedException or OperationCanceledException)
        {
            _error = e;
        }
    }
}
