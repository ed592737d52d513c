using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// Stands before MassTransit's consumer and takes what has a direct way. It returns while the message waits for its commit, so that one
/// reader of the client does where MassTransit needs as many as there are messages in hand.
/// </summary>
internal sealed class DirectConsumer(IAsyncBasicConsumer whole, DirectDeliveries direct, Acknowledgements acknowledgements) : IAsyncBasicConsumer
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the consumer itself, which it gives back when it is cancelled.
    private int _inHand = 1;
    private long _delivered;

    public IChannel? Channel => whole.Channel;

    internal bool IsIdle => Volatile.Read(ref _inHand) <= 1;

    internal long Delivered => Interlocked.Read(ref _delivered);

    public Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _inHand);
        Interlocked.Increment(ref _delivered);
        if (!direct.TryRead(properties, body, redelivered, out var delivery))
            return TakeWholeAsync();
        _ = TakeAsync(delivery, deliveryTag);
        return Task.CompletedTask;

        async Task TakeWholeAsync()
        {
            try
            {
                await whole.HandleBasicDeliverAsync(consumerTag, deliveryTag, redelivered, exchange, routingKey, properties, body, cancellationToken);
            }
            finally
            {
                LayDown();
            }
        }
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) => whole.HandleBasicCancelAsync(consumerTag, cancellationToken);

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => whole.HandleBasicCancelOkAsync(consumerTag, cancellationToken);

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => whole.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => whole.HandleChannelShutdownAsync(channel, reason);

    /// <summary>Called once, when nothing more is delivered. Returns when what is in hand is finished, unless it waits for a database that is away: that comes again.</summary>
    internal async Task DrainAsync()
    {
        LayDown();
        await _idle.Task.WaitAsync(DrainLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TakeAsync(DirectDeliveries.Delivery delivery, ulong deliveryTag)
    {
        try
        {
            if (await direct.TakeAsync(delivery))
                acknowledgements.Add(deliveryTag);
            else
                await acknowledgements.ReturnAsync(deliveryTag);
        }
        finally
        {
            LayDown();
        }
    }

    private void LayDown()
    {
        if (Interlocked.Decrement(ref _inHand) == 0)
            _idle.TrySetResult();
    }
}
