using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Scheduling;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;

namespace Workflow.Messaging.Sagas;

/// <summary>
/// The consume context that a saga sees: what it sends, publishes and schedules is kept with its unit of work instead
/// of being sent, and leaves after the commit.
/// </summary>
internal sealed class OutboxCaptureContext<TMessage> : OutboxConsumeContextProxy<TMessage>, IStepOutbox
    where TMessage : class
{
    private static readonly OutboxConsumeOptions NoOptions = new() { ConsumerType = "lane" };

    private readonly LaneUnit _unit;
    private readonly MessageStore _store;
    private ConsumeMessageSchedulerContext? _scheduler;

    internal OutboxCaptureContext(ConsumeContext<TMessage> context, LaneUnit unit, IServiceProvider provider, MessageStore store)
        : base(context, NoOptions, provider)
    {
        _unit = unit;
        _store = store;
        var receive = new CaptureReceiveContext(context.ReceiveContext, this, new EventCapture(this));
        ReceiveContext = receive;
        PublishEndpointProvider = receive.PublishEndpointProvider;
    }

    public override bool ContinueProcessing { get; set; }

    public override bool IsMessageConsumed => false;

    public override bool IsOutboxDelivered => false;

    public override int ReceiveCount => 1;

    public override long? LastSequenceNumber => null;

    public override Task AddSend<T>(SendContext<T> context)
    {
        Keep(OutboxRow.ToQueue(context.DestinationAddress!.Segments[^1], Contract(context.Message)));
        return Task.CompletedTask;
    }

    /// <summary>Whoever asks for a scheduler gets the unit's own; most steps schedule nothing.</summary>
    public override bool TryGetPayload<T>(out T payload)
    {
        if (typeof(T) != typeof(MessageSchedulerContext))
            return base.TryGetPayload(out payload);
        payload = (T)(object)(_scheduler ??= Scheduler(new UnitScheduler(_unit)));
        return true;
    }

    void IStepOutbox.Send(string queue, OrderMessage message) => Keep(OutboxRow.ToQueue(queue, message));

    void IStepOutbox.Publish(OrderMessage happened) => Tell(happened);

    private void Tell(OrderMessage happened)
    {
        if (_store.HasListeners)
            Keep(OutboxRow.ToSubscribers(happened));
    }

    private void Keep(OutboxRow row)
    {
        lock (_unit.Outgoing)
            _unit.Outgoing.Add(row);
    }

    // MassTransit's own multi-phase outbox asks these; a lane commits everything in one phase.
    public override Task SetConsumed() => Task.CompletedTask;

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult<List<OutboxMessageContext>>([]);

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;

    private static OrderMessage Contract(object message) => message as OrderMessage
        ?? throw new NotSupportedException($"{message.GetType().FullName} is not a contract and cannot leave through the outbox.");

    private ConsumeMessageSchedulerContext Scheduler(UnitScheduler provider) =>
        new(this, context => new MessageScheduler(provider, context.GetPayload<IBusTopology>()));

    // Contexts around this one ask the receive context for endpoints, so the two kinds must be told apart there.
    private sealed class CaptureReceiveContext(ReceiveContext context, OutboxSendContext sends, OutboxSendContext events)
        : ReceiveContextProxy(context)
    {
        public override ISendEndpointProvider SendEndpointProvider { get; } =
            new OutboxSendEndpointProvider(sends, context.SendEndpointProvider);

        public override IPublishEndpointProvider PublishEndpointProvider { get; } =
            new OutboxPublishEndpointProvider(events, context.PublishEndpointProvider);
    }

    private sealed class EventCapture(OutboxCaptureContext<TMessage> step) : OutboxSendContext
    {
        public Task AddSend<T>(SendContext<T> context)
            where T : class
        {
            step.Tell(Contract(context.Message));
            return Task.CompletedTask;
        }

        public object? GetService(Type serviceType) => step.GetService(serviceType);
    }
}
