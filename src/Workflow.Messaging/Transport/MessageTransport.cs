using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>Hands stored messages to MassTransit as they are, without taking them apart again.</summary>
internal sealed class MessageTransport(IBusControl bus)
{
    private readonly ConcurrentDictionary<string, ISendEndpoint> _endpoints = new();

    internal async Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);

    /// <summary>Returns when the transport has confirmed the message.</summary>
    internal async Task SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        // Only what was found is kept: a transport that has no answer now may have one at the next try.
        if (!_endpoints.TryGetValue(row.Destination, out var endpoint))
            endpoint = _endpoints.GetOrAdd(row.Destination, await ResolveAsync(row));
        await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(row), cancellationToken);
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

    private sealed class StoredMessagePipe(OutboxRow row) : IPipe<SendContext>
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
            context.Headers.Set(ContractSerializer.TypeHeader, row.MessageType);
            return Task.CompletedTask;
        }

        public void Probe(ProbeContext context) => context.CreateScope("storedMessage");
    }
}
