using System.Text;
using RabbitMQ.Client;

namespace Workflow.Integration.RabbitMq;

/// <summary>Somebody else at the same broker, who knows nothing of this product's classes.</summary>
internal sealed class BrokerClient(IConnection connection, IChannel channel) : IAsyncDisposable
{
    internal IChannel Channel { get; } = channel;

    internal IConnection Connection => connection;

    internal static async Task<BrokerClient> ConnectAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        return new BrokerClient(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    internal ValueTask PublishAsync(string queue, string body, string? messageType = null, Guid? messageId = null) => Channel.BasicPublishAsync(
        "", queue, mandatory: true,
        new BasicProperties
        {
            MessageId = messageId?.ToString(),
            Headers = messageType is null ? null : new Dictionary<string, object?> { ["message-type"] = messageType },
        },
        Encoding.UTF8.GetBytes(body));

    internal Task<QueueDeclareOk> DeclareAsync(string queue, params (string Name, object Value)[] arguments) => Channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value));
}
