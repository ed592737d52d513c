using System.Collections.Concurrent;
using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client;

namespace Workflow.Messaging.RabbitMq;

/// <summary>The queues that this host consumes, and whether it does so at the moment.</summary>
internal sealed class BrokerConsumers : IReceiveEndpointObserver
{
    /// <summary>How long a channel may outlive its connection, while its last messages end.</summary>
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Use?> _uses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReceiveEndpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Queues of this host that nobody here consumes: no channel is open for them, or only one of a broken connection.</summary>
    internal IReadOnlyList<string> Missing => [.. _uses.Where(entry => entry.Value is not { IsLive: true }).Select(entry => entry.Key)];

    /// <summary>Queues of this host whose consumer looks well, has nothing in hand and was given nothing since this was asked last.</summary>
    internal IReadOnlyList<string> TakeSilent() => [.. _uses.Where(entry => entry.Value is { IsLive: true } use && use.TakeIsSilent()).Select(entry => entry.Key)];

    /// <summary>MassTransit's side of the broker, when it is known.</summary>
    internal RabbitMqHostConfiguration? Host { get; set; }

    /// <summary>Follows the channel by which the endpoint consumes the queue.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="endpoint">MassTransit's consumer of it.</param>
    /// <param name="direct">What takes deliveries before MassTransit does.</param>
    internal void Watch(string queue, IRabbitMqReceiveEndpointConfigurator endpoint, DirectDeliveries direct)
    {
        _uses[queue] = null;
        endpoint.ConfigureChannel(pipe => pipe.UseFilter(new Entry(this, queue, direct)));
    }

    /// <summary>What is consumed at the moment may end first; whatever is not acknowledged comes again.</summary>
    internal async Task RestartAsync(string queue, CancellationToken cancellationToken)
    {
        // One that was neither ready nor faulted yet is still on its way.
        if (!_endpoints.TryGetValue(queue, out var endpoint))
            return;
        await endpoint.Stop(cancellationToken);
        endpoint.Start(CancellationToken.None);
    }

    /// <summary>
    /// Lets go of a closed connection that MassTransit still takes for open, because the client did not come to tell it: its
    /// shutdown waits for consumers that wait for the shutdown. The next endpoint that asks gets a new one.
    /// </summary>
    /// <returns>False when no connection is closed.</returns>
    internal bool TryForgetClosedConnection()
    {
        if (Host is null || !_uses.Values.Any(use => use is { IsConnected: false }))
            return false;
        // Not awaited: what it waits for may never end.
        _ = Host.ConnectionContextSupervisor.Stop("The connection is closed.");
        return true;
    }

    public Task Ready(ReceiveEndpointReady ready) => Note(ready);

    public Task Faulted(ReceiveEndpointFaulted faulted) => Note(faulted);

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    private Task Note(ReceiveEndpointEvent told)
    {
        _endpoints[told.InputAddress.Segments[^1]] = told.ReceiveEndpoint;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stands before MassTransit's own filters, which return when the channel is given up. It returns for them when they
    /// do not: a receive endpoint begins again after a failed connection, but not after a call that was cancelled, and
    /// not while it waits for the end of a channel that the client forgot to close with its connection.
    /// </summary>
    private sealed class Entry(BrokerConsumers consumers, string queue, DirectDeliveries direct) : IFilter<ChannelContext>
    {
        private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

        public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
        {
            var channel = new ConsumerChannel(context, direct);
            var use = new Use(channel);
            consumers._uses[queue] = use;
            try
            {
                await UntilGivenUpAsync(context.ConnectionContext.Connection, next.Send(channel));
            }
            catch (OperationCanceledException error) when (!context.CancellationToken.IsCancellationRequested)
            {
                throw new RabbitMqConnectionException($"A call to the broker was cancelled for '{queue}'.", error);
            }
            finally
            {
                use.End();
            }
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("brokerConsumers");

        private async Task UntilGivenUpAsync(IConnection connection, Task consuming)
        {
            for (var closed = TimeSpan.Zero; closed < ForgetAfter; closed = connection.IsOpen ? TimeSpan.Zero : closed + Step)
            {
                if (await Task.WhenAny(consuming, Task.Delay(Step)) == consuming)
                {
                    await consuming;
                    return;
                }
            }
            throw new RabbitMqConnectionException($"The connection is closed, but not its channel for '{queue}'.");
        }
    }

    /// <summary>The channel by which a queue is consumed, or was last.</summary>
    private sealed class Use(ConsumerChannel channel)
    {
        private volatile bool _ended;
        private long _seen;

        internal bool IsConnected => channel.ConnectionContext.Connection.IsOpen;

        internal bool IsLive => !_ended && IsConnected && channel.Channel.IsOpen;

        internal bool TakeIsSilent() => channel.IsIdle && Interlocked.Exchange(ref _seen, channel.Delivered) == channel.Delivered;

        internal void End() => _ended = true;
    }
}
