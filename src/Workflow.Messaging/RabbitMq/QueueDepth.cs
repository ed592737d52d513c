using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Workflow.Messaging.RabbitMq;

/// <summary>How much waits in a queue at the broker.</summary>
internal static class QueueDepth
{
    /// <summary>Messages that wait for a consumer; null when there is no such queue.</summary>
    internal static async Task<uint?> ReadAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A queue that is not there closes the channel and nothing else, so the channel is of this question alone.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return await channel.MessageCountAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }
}
