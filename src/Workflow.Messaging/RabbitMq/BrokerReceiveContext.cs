using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Transports;
using RabbitMQ.Client;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.RabbitMq;

/// <summary>A delivery of a broker that could be read, in the hands of its consumer.</summary>
internal sealed class BrokerReceiveContext(ReceiveEndpointContext endpoint, BrokerMessage received, bool redelivered) : DirectReceiveContext(endpoint)
{
    public override bool Redelivered => redelivered;

    internal override Guid MessageId => received.MessageId;

    internal override Guid OrderId => received.OrderId;

    protected override byte[] Json => WireBodies.IsPlain(received.Body) ? received.Body : MessageBodies.Serialize(received.Message);

    protected override IHeaderProvider HeaderProvider => new DeliveryHeaders(received);

    protected override void End() => throw WaitedFor();

    protected override void TakeAgain() => throw WaitedFor();

    private static NotSupportedException WaitedFor() => new("A message from a broker is acknowledged by whoever waits for its consumer.");

    private sealed class DeliveryHeaders(BrokerMessage received) : IHeaderProvider
    {
        private readonly IDictionary<string, object?>? _headers = received.Properties.Headers;

        public IEnumerable<KeyValuePair<string, object>> GetAll()
        {
            yield return new(MessageHeaders.MessageId, received.MessageId.ToString());
            yield return new(MessageHeaders.CorrelationId, received.OrderId.ToString());
            foreach (var name in _headers?.Keys ?? [])
            {
                if (TryGetHeader(name, out var value))
                    yield return new(name, value);
            }
        }

        public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
        {
            value = key switch
            {
                MessageHeaders.MessageId => received.MessageId.ToString(),
                MessageHeaders.CorrelationId => received.OrderId.ToString(),
                _ => BrokerHeaders.Text(_headers, key) ?? BrokerHeaders.Value(_headers, key),
            };
            return value is not null;
        }
    }
}

/// <summary>What a delivery says.</summary>
/// <param name="Message">The message that was read.</param>
/// <param name="MessageId">The sender's id of it.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="Body">As it came.</param>
/// <param name="Properties">As they came.</param>
internal sealed record BrokerMessage(OrderMessage Message, Guid MessageId, Guid OrderId, byte[] Body, IReadOnlyBasicProperties Properties);
