using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Transports;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>A message of this process's own outbox in the hands of its consumer: the object itself, when memory still has it.</summary>
internal sealed class LocalReceiveContext(InMemoryTransport transport, DirectQueue queue, (OutboxRow Row, string? TraceParent) sent)
    : DirectReceiveContext(queue.Endpoint)
{
    public override bool Redelivered => sent.Row.Attempts > 0;

    /// <summary>The message, or null when only its stored form is known.</summary>
    internal OrderMessage? Message => sent.Row.Message;

    internal override Guid MessageId => sent.Row.MessageId;

    internal override Guid OrderId => sent.Row.OrderId;

    protected override byte[] Json => sent.Row.Body;

    protected override IHeaderProvider HeaderProvider => new RowHeaders(sent.Row, sent.TraceParent);

    protected override void End() => transport.LayDown();

    protected override void TakeAgain() => transport.HandOverAgain(sent.Row, queue);

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
