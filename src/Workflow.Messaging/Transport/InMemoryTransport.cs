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
internal sealed class InMemoryTransport(IBusControl bus, LocalQueues queues, OutboxWindow window, ILogger<InMemoryTransport> logger)
    : IMessageTransport, IHostedService
{
    private readonly ConcurrentDictionary<string, ISendEndpoint> _endpoints = new();
    private readonly Dictionary<Guid, Errand> _errands = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the transport itself, which it gives back when it stops.
    private int _inHand = 1;

    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        queues.Complete();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing is sent any more; what is in hand is finished.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        LayDown();
        return _idle.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Messages of different orders travel side by side; each of an order sets out after the one before it.</summary>
    public Task SendAsync(ReadOnlyMemory<OutboxRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows.Span)
        {
            if (!_errands.TryGetValue(row.OrderId, out var errand))
                _errands[row.OrderId] = errand = new Errand(this);
            errand.Rows.Add(row);
        }
        foreach (var errand in _errands.Values)
        {
            Interlocked.Increment(ref _inHand);
            ThreadPool.UnsafeQueueUserWorkItem(errand, preferLocal: false);
        }
        _errands.Clear();
        RelayMetrics.Sent(rows.Length, MessagingTags.InMemory);
        return Task.CompletedTask;
    }

    private void LayDown()
    {
        if (Interlocked.Decrement(ref _inHand) == 0)
            _idle.TrySetResult();
    }

    private async Task CarryAsync(OutboxRow row)
    {
        Interlocked.Increment(ref _inHand);
        try
        {
            using var span = Tracing.StartSend(row, MessagingTags.InMemory);
            if (!row.IsEvent && queues.TryGet(row.DestinationName, out var queue))
                await queue.ConsumeAsync(row, span is null ? null : Tracing.ToHeader(span.Context));
            else
                await SendAsync(row, span);
        }
        catch (Exception error)
        {
            RelayLog.SendFailed(logger, row.MessageId, row.OrderId, MessageBodies.TraceIdOf(row.Body), row.Destination, error.Message);
            window.Fail(row.MessageId, error);
        }
        finally
        {
            LayDown();
        }
    }

    private async Task SendAsync(OutboxRow row, Activity? span)
    {
        // Only what was found is kept: a transport that has no answer now may have one at the next try.
        if (!_endpoints.TryGetValue(row.Destination, out var endpoint))
            endpoint = _endpoints.GetOrAdd(row.Destination, await ResolveAsync(row));
        await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(row, span), CancellationToken.None);
        // Memory forgets what it carries: only its consumer's commit settles a message. An event has no such commit.
        window.Sent(row, untilConsumed: !row.IsEvent);
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

    /// <summary>The messages of one order in a batch.</summary>
    private sealed class Errand(InMemoryTransport transport) : IThreadPoolWorkItem
    {
        internal List<OutboxRow> Rows { get; } = new(1);

        public void Execute()
        {
            // Each is on its way, as far as it comes without waiting, before the next one starts.
            foreach (var row in Rows)
                _ = transport.CarryAsync(row);
            transport.LayDown();
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
