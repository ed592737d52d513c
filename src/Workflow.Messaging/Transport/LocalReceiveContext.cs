using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Transports;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>A message of this process's own outbox in the hands of its consumer: the object itself, when memory still has it.</summary>
internal sealed class LocalReceiveContext(ReceiveEndpointContext endpoint, OutboxRow row, string? traceParent) : DirectReceiveContext(endpoint)
{
    public override bool Redelivered => row.Attempts > 0;

    /// <summary>The message, or null when only its stored form is known.</summary>
    internal OrderMessage? Message => row.Message;

    internal override Guid MessageId => row.MessageId;

    internal override Guid OrderId => row.OrderId;

    protected override byte[] Json => row.Body;

    protected override IHeaderProvider HeaderProvider => new RowHeaders(row, traceParent);

    private sealed class RowHeaders(OutboxRow row, string? traceParent) : IHeaderProvider
    {
        private Dictionary<string, string>? _stored;

        private Dictionary<string, string> Stored => _stored ??= row.Headers is { } json ? OutboxRow.HeadersOf(json) : [];

        public IEnumerable<KeyValuePair<string, object>> GetAll()
        {
            yield return new(MessageHeaders.MessageId, row.MessageId);
            yield return new(MessageHeaders.CorrelationId, row.OrderId);
            yield return new(MessageHeaders.ConversationId, row.OrderId);
            yield return new(ContractSerializer.TypeHeader, row.MessageType);
            foreach (var (name, value) in Stored)
                yield return new(name, name == Tracing.ParentHeader ? traceParent ?? value : value);
        }

        public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
        {
            value = key switch
            {
                MessageHeaders.MessageId => row.MessageId,
                MessageHeaders.CorrelationId or MessageHeaders.ConversationId => row.OrderId,
                ContractSerializer.TypeHeader => row.MessageType,
                Tracing.ParentHeader when traceParent is not null => traceParent,
                _ => Stored.GetValueOrDefault(key),
            };
            return value is not null;
        }
    }
}
