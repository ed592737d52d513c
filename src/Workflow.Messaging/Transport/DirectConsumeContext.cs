using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Context;

namespace Workflow.Messaging.Transport;

/// <summary>A message as its consumer sees it, when it is at hand as an object and there is nothing to find out.</summary>
internal sealed class DirectConsumeContext<TMessage>(DirectReceiveContext received, TMessage message)
    : BaseConsumeContext(received, ContractSerializerContext.OfNothing), ConsumeContext<TMessage>
    where TMessage : class
{
    public TMessage Message => message;

    public override Guid? MessageId => received.MessageId;

    public override Guid? RequestId => null;

    public override Guid? CorrelationId => received.OrderId;

    public override Guid? ConversationId => received.OrderId;

    public override Guid? InitiatorId => null;

    public override DateTime? ExpirationTime => null;

    public override Uri SourceAddress => null!;

    public override Uri DestinationAddress => received.InputAddress;

    public override Uri ResponseAddress => null!;

    public override Uri FaultAddress => null!;

    public override DateTime? SentTime => null;

    public override Headers Headers => received.TransportHeaders;

    public override HostInfo Host => null!;

    public override IEnumerable<string> SupportedMessageTypes => [MessageUrn.ForTypeString<TMessage>()];

    public override Task ConsumeCompleted => received.ReceiveCompleted;

    public override bool HasMessageType(Type messageType) => messageType.IsInstanceOfType(message);

    public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? consumeContext)
        where T : class
    {
        consumeContext = this as ConsumeContext<T>;
        return consumeContext is not null;
    }

    public override void AddConsumeTask(Task task) => received.AddReceiveTask(task);

    public Task NotifyConsumed(TimeSpan duration, string consumerType) => NotifyConsumed(this, duration, consumerType);

    public Task NotifyFaulted(TimeSpan duration, string consumerType, Exception exception) => NotifyFaulted(this, duration, consumerType, exception);

    public override bool HasPayloadType(Type payloadType) => payloadType.IsInstanceOfType(this) || received.HasPayloadType(payloadType);

    public override bool TryGetPayload<T>([NotNullWhen(true)] out T? payload)
        where T : class
    {
        payload = this as T;
        return payload is not null || received.TryGetPayload(out payload);
    }

    public override T GetOrAddPayload<T>(PayloadFactory<T> payloadFactory) => this as T ?? received.GetOrAddPayload(payloadFactory);

    public override T AddOrUpdatePayload<T>(PayloadFactory<T> addFactory, UpdatePayloadFactory<T> updateFactory) =>
        this as T ?? received.AddOrUpdatePayload(addFactory, updateFactory);
}
