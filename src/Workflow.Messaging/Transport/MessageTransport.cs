using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Serialization;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>Hands stored messages to MassTransit as they are, without taking them apart again.</summary>
internal sealed class MessageTransport(IBusControl bus)
{
    private readonly ConcurrentDictionary<string, Task<ISendEndpoint>> _endpoints = new();

    internal async Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);

    /// <summary>Returns when the transport has confirmed the message.</summary>
    internal async Task SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        var endpoint = await _endpoints.GetOrAdd(row.Destination, _ => ResolveAsync(row));
        await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(row), cancellationToken);
    }

    private Task<ISendEndpoint> ResolveAsync(OutboxRow row)
    {
        if (!row.IsEvent)
            return bus.GetSendEndpoint(new Uri(row.Destination));
        ContractCatalog.TryGetTypeInfo(row.DestinationName, out var typeInfo);
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
            context.Headers.Set(ContractSerializer.TypeHeader, row.MessageType);
            return Task.CompletedTask;
        }

        public void Probe(ProbeContext context) => context.CreateScope("storedMessage");
    }
}
