using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Context;

namespace Workflow.Messaging.Transport;

/// <summary>A message as its consumer sees it, of whatever type.</summary>
internal abstract class DirectConsumeContext(DirectReceiveContext received) : BaseConsumeContext(received, ContractSerializerContext.OfNothing)
{
    /// <summary>The message on its way.</summary>
    protected DirectReceiveContext Received => (DirectReceiveContext)ReceiveContext;

    /// <summary>Tells <paramref name="observers"/> who has consumed it.</summary>
    internal abstract Task TellAsync(IReceiveObserver observers, (TimeSpan Duration, string Consumer) by);
}

/// <summary>A message as its consumer sees it, when it is at hand as an object and there is nothing to find out.</summary>
internal sealed class DirectConsumeContext<TMessage>(DirectReceiveContext received, TMessage message) : DirectConsumeContext(received), ConsumeContext<TMessage>
    where TMessage : class
{
    public TMessage Message => message;

    public override Guid? MessageId => Received.MessageId;

    public override Guid? RequestId => null;

    public override Guid? CorrelationId => Received.OrderId;

    public override Guid? ConversationId => Received.OrderId;

    public override Guid? InitiatorId => null;

    public override DateTime? ExpirationTime => null;

    public override Uri SourceAddress => null!;

    public override Uri DestinationAddress => Received.InputAddress;

    public override Uri ResponseAddress => null!;

    public override Uri FaultAddress => null!;

    public override DateTime? SentTime => null;

    public override Headers Headers => Received.TransportHeaders;

    public override HostInfo Host => null!;

    public override IEnumerable<string> SupportedMessageTypes => [MessageUrn.ForTypeString<TMessage>()];

    public override Task ConsumeCompleted => Received.ReceiveCompleted;

    public override bool HasMessageType(Type messageType) => messageType.IsInstanceOfType(message);

    public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? consumeContext)
        where T : class
    {
        consumeContext = this as ConsumeContext<T>;
        return consumeContext is not null;
    }

    public override void AddConsumeTask(Task task) => Received.AddReceiveTask(task);

    public Task NotifyConsumed(TimeSpan duration, string consumerType) => NotifyConsumed(this, duration, consumerType);

    public Task NotifyFaulted(TimeSpan duration, string consumerType, Exception exception) => NotifyFaulted(this, duration, consumerType, exception);

    internal override Task TellAsync(IReceiveObserver observers, (TimeSpan Duration, string Consumer) by) =>
        observers.PostConsume(this, by.Duration, by.Consumer);

    public override bool HasPayloadType(Type payloadType) => payloadType.IsInstanceOfType(this) || Received.HasPayloadType(payloadType);

    public override bool TryGetPayload<T>([NotNullWhen(true)] out T? payload)
        where T : class
    {
        payload = this as T;
        return payload is not null || Received.TryGetPayload(out payload);
    }

    public override T GetOrAddPayload<T>(PayloadFactory<T> payloadFactory) => this as T ?? Received.GetOrAddPayload(payloadFactory);

    public override T AddOrUpdatePayload<T>(PayloadFactory<T> addFactory, UpdatePayloadFactory<T> updateFactory) =>
        this as T ?? Received.AddOrUpdatePayload(addFactory, updateFactory);
}
