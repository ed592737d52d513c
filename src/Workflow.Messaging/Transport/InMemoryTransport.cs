using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.Logging;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>Hands stored messages to MassTransit's bus in memory as they are, without taking them apart again.</summary>
internal sealed class InMemoryTransport(IBusControl bus, OutboxWindow window, ILogger<InMemoryTransport> logger) : IMessageTransport
{
    private readonly ConcurrentDictionary<string, ISendEndpoint> _endpoints = new();
    private readonly Dictionary<Guid, Task> _lastOfOrder = [];

    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);

    /// <summary>Messages of different orders travel side by side; each of an order waits for the one before it.</summary>
    public async Task SendAsync(ReadOnlyMemory<OutboxRow> rows, CancellationToken cancellationToken)
    {
        _lastOfOrder.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows.Span[i];
            var previous = _lastOfOrder.GetValueOrDefault(row.OrderId, Task.CompletedTask);
            _lastOfOrder[row.OrderId] = SendAfterAsync(previous, row);
        }
        await Task.WhenAll(_lastOfOrder.Values);
        RelayMetrics.Sent(rows.Length, MessagingTags.InMemory);
    }

    private async Task SendAfterAsync(Task previous, OutboxRow row)
    {
        await previous;
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
            RelayLog.SendFailed(logger, row.MessageId, row.OrderId, MessageBodies.TraceIdOf(row.Body), row.Destination, error.Message);
            window.Fail(row.MessageId, error);
        }
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
                foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers) ?? [])
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
