using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// What has to be there on the broker, declared anew at every connection, so that a broker that lost everything is set up
/// again by itself.
/// </summary>
internal sealed class RabbitMqTopology(IEnumerable<BrokerBinding> bindings, IEnumerable<BrokerQueue> others, IOptions<RabbitMqOptions> options)
{
    /// <summary>Topic exchange of the events for everyone; each has the routing key of its contract.</summary>
    internal const string Events = "orders";

    /// <summary>Fanout exchange for monitors: every event, whatever its key.</summary>
    internal const string Monitor = "orders.monitor";

    /// <summary>Where the broker sends what it gives up, and hosts what they cannot store.</summary>
    internal const string DeadLetters = "dead-letters";

    private readonly ConcurrentDictionary<string, byte> _queues = new();

    /// <summary>Whether this host consumes the queue: its messages are settled by the consumer's commit.</summary>
    internal bool IsOwn(string queue) => _queues.ContainsKey(queue);

    /// <summary>Whether this host declares the queue, whoever consumes it.</summary>
    internal bool IsDeclared(string queue) => Declared.Contains(queue);

    /// <summary>The queues that this host declares, and the broker's dead letters.</summary>
    internal IEnumerable<string> Queues => Declared.Append(DeadLetters);

    private IEnumerable<string> Declared => _queues.Keys.Union(others.Select(queue => queue.Name));

    internal void AddQueue(string queue) => _queues.TryAdd(queue, 0);

    /// <summary>
    /// A quorum queue that loses nothing by itself: a message that comes back too often, or that a consumer refuses, goes
    /// to the dead letters, and is held until it has arrived there.
    /// </summary>
    internal Dictionary<string, object?> QueueArguments()
    {
        var arguments = Quorum();
        arguments["x-delivery-limit"] = options.Value.DeliveryLimit;
        arguments["x-dead-letter-exchange"] = DeadLetters;
        arguments["x-dead-letter-strategy"] = "at-least-once";
        arguments["x-overflow"] = "reject-publish";
        return arguments;
    }

    internal async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(Events, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Monitor, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeBindAsync(Monitor, Events, "#", cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(DeadLetters, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await DeclareQueueAsync(channel, DeadLetters, Quorum(), cancellationToken);
        await channel.QueueBindAsync(DeadLetters, DeadLetters, "", cancellationToken: cancellationToken);
        foreach (var queue in Declared)
            await DeclareQueueAsync(channel, queue, QueueArguments(), cancellationToken);
        foreach (var binding in bindings)
        {
            await channel.ExchangeDeclareAsync(binding.Exchange, binding.ExchangeType, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(binding.Queue, binding.Exchange, binding.RoutingKey, cancellationToken: cancellationToken);
        }
    }

    private static Task DeclareQueueAsync(IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);

    private Dictionary<string, object?> Quorum()
    {
        Dictionary<string, object?> arguments = new() { ["x-queue-type"] = "quorum" };
        if (options.Value.QuorumGroupSize > 0)
            arguments["x-quorum-initial-group-size"] = options.Value.QuorumGroupSize;
        return arguments;
    }
}
