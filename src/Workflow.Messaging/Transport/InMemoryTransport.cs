using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>
/// Hands stored messages to their consumers in this process: straight to the pipe of a queue that works through lanes, and over
/// MassTransit's bus in memory to whoever else is there.
/// </summary>
internal sealed class InMemoryTransport(IBusControl bus, DirectQueues queues, OutboxWindow window, ILogger<InMemoryTransport> logger)
    : IMessageTransport, IHostedService
{
    private const int MessagesInATurn = 16;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, ISendEndpoint> _endpoints = new();
    private readonly Line[] _lines = new Line[2 * Environment.ProcessorCount];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the transport itself, which it gives back when it stops.
    private int _inHand = 1;

    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        queues.Complete();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing is sent any more; what is in hand is finished, unless it waits for a database that is away: that is in the table.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        LayDown();
        await _idle.Task.WaitAsync(DrainLimit, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Messages of an order set out in their order; those of different orders side by side.</summary>
    public async Task SendAsync(ReadOnlyMemory<OutboxRow> rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows.Span[i];
            if (!row.IsEvent && queues.TryGet(row.DestinationName, out var queue))
                LineOf(row.OrderId).Join(row, queue);
            else
                await SendAsync(row);
        }
        RelayMetrics.Sent(rows.Length, MessagingTags.InMemory);
    }

    private Line LineOf(Guid orderId) => _lines[(uint)orderId.GetHashCode() % _lines.Length] ??= new Line(this);

    /// <summary>A message has left the hands of its consumer.</summary>
    internal void LayDown()
    {
        if (Interlocked.Decrement(ref _inHand) == 0)
            _idle.TrySetResult();
    }

    /// <summary>What was to end later has failed: everything that is done about faults is done for a consumer that waits.</summary>
    internal void HandOverAgain(OutboxRow row, DirectQueue queue) => _ = HandOverAsync(row, queue, mayEndLater: false);

    private async Task HandOverAsync(OutboxRow row, DirectQueue queue, bool mayEndLater)
    {
        LocalReceiveContext? context = null;
        try
        {
            context = new LocalReceiveContext(this, queue, (row, ParentOf(row)));
            await queue.ConsumeAsync(context, mayEndLater);
            if (context.EndsLater)
                return;
        }
        catch (Exception error)
        {
            await TellFaultAsync(row, context, error);
        }
        LayDown();
    }

    private async Task TellFaultAsync(OutboxRow row, LocalReceiveContext? context, Exception error)
    {
        try
        {
            // A consumer's fault is known already, and comes here only for want of MassTransit's filter that discards it.
            if (context is { IsFaulted: false })
                await context.NotifyFaulted(error);
            else if (context is null)
                Fail(row, error);
        }
        catch (Exception another)
        {
            Fail(row, another);
        }
    }

    private static string? ParentOf(OutboxRow row)
    {
        using var span = Tracing.StartSend(row, MessagingTags.InMemory);
        return span is null ? null : Tracing.ToHeader(span.Context);
    }

    private async Task SendAsync(OutboxRow row)
    {
        try
        {
            // Only what was found is kept: a transport that has no answer now may have one at the next try.
            if (!_endpoints.TryGetValue(row.Destination, out var endpoint))
                endpoint = _endpoints.GetOrAdd(row.Destination, await ResolveAsync(row));
            using var span = Tracing.StartSend(row, MessagingTags.InMemory);
            await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(row, span), CancellationToken.None);
            // Memory forgets what it carries: only its consumer's commit settles a message. An event has no such commit.
            window.Sent(row, untilConsumed: !row.IsEvent);
        }
        catch (Exception error)
        {
            Fail(row, error);
        }
    }

    private void Fail(OutboxRow row, Exception error)
    {
        RelayLog.SendFailed(logger, row.MessageId, row.OrderId, MessageBodies.TraceIdOf(row.Body), row.Destination, error.Message);
        window.Fail(row.MessageId, error);
    }

    private Task<ISendEndpoint> ResolveAsync(OutboxRow row)
    {
        if (!row.IsEvent)
            return bus.GetSendEndpoint(new Uri(row.Destination));
        if (!ContractCatalog.TryGetTypeInfo(row.DestinationName, out var typeInfo))
            throw new UnreadableMessageException($"The event '{row.DestinationName}' is unknown.");
        return bus.Topology.TryGetPublishAddress(typeInfo.Type, out var address)
            ? bus.GetSendEndpoint(address)
            : throw new InvalidOperationException($"The transport has no address for events of type '{row.DestinationName}'.");
    }

    /// <summary>Hands messages over one after the other; those of an order are always in the same line.</summary>
    private sealed class Line(InMemoryTransport transport) : IThreadPoolWorkItem
    {
        private readonly ConcurrentQueue<(OutboxRow Row, DirectQueue Queue)> _waiting = new();
        private int _isMoving;

        public void Execute()
        {
            // Each is on its way, as far as it comes without waiting, before the next one starts.
            for (var i = 0; i < MessagesInATurn && _waiting.TryDequeue(out var next); i++)
                _ = transport.HandOverAsync(next.Row, next.Queue, mayEndLater: true);
            Volatile.Write(ref _isMoving, 0);
            // The rest has its turn behind the requests that came in meanwhile; and somebody may have joined just now.
            if (!_waiting.IsEmpty)
                Move();
        }

        internal void Join(OutboxRow row, DirectQueue queue)
        {
            Interlocked.Increment(ref transport._inHand);
            _waiting.Enqueue((row, queue));
            Move();
        }

        private void Move()
        {
            if (Interlocked.Exchange(ref _isMoving, 1) == 0)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private sealed class StoredMessagePipe(OutboxRow row, Activity? span) : IPipe<SendContext>
    {
        public Task Send(SendContext context)
        {
            context.MessageId = row.MessageId;
            context.CorrelationId = row.OrderId;
            context.ConversationId = row.OrderId;
            context.Serializer = new CopyBodySerializer(ContractSerializer.JsonContentType, new BytesMessageBody(row.Body));
            if (row.Headers is not null)
            {
                foreach (var (name, value) in OutboxRow.HeadersOf(row.Headers))
                    context.Headers.Set(name, value);
            }
            if (span is not null)
                context.Headers.Set(Tracing.ParentHeader, Tracing.ToHeader(span.Context));
            context.Headers.Set(ContractSerializer.TypeHeader, row.MessageType);
            return Task.CompletedTask;
        }

        public void Probe(ProbeContext context) => context.CreateScope("storedMessage");
    }
}
