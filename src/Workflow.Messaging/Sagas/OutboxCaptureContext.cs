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
internal sealed class OutboxCaptureContext<TMessage> : ConsumeContextProxy<TMessage>, OutboxSendContext, IStepOutbox
    where TMessage : class
{
    private readonly LaneUnit _unit;
    private readonly IServiceProvider _provider;
    private readonly MessageStore _store;
    private ConsumeMessageSchedulerContext? _scheduler;

    internal OutboxCaptureContext(ConsumeContext<TMessage> context, LaneUnit unit, IServiceProvider provider, MessageStore store)
        : base(context)
    {
        _unit = unit;
        _provider = provider;
        _store = store;
        var receive = new CaptureReceiveContext(context.ReceiveContext, this);
        ReceiveContext = receive;
        PublishEndpointProvider = receive.PublishEndpointProvider;
    }

    public object? GetService(Type serviceType) => _provider.GetService(serviceType);

    public Task AddSend<T>(SendContext<T> context)
        where T : class
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
        lock (_unit)
            _unit.Outgoing.Add(row);
    }

    private static OrderMessage Contract(object message) => message as OrderMessage
        ?? throw new NotSupportedException($"{message.GetType().FullName} is not a contract and cannot leave through the outbox.");

    private ConsumeMessageSchedulerContext Scheduler(UnitScheduler provider) =>
        new(this, context => new MessageScheduler(provider, context.GetPayload<IBusTopology>()));

    // Contexts around this one ask the receive context for endpoints, so the two kinds must be told apart there.
    private sealed class CaptureReceiveContext : ReceiveContextProxy, OutboxSendContext
    {
        private readonly OutboxCaptureContext<TMessage> _step;
        private readonly ISendEndpointProvider _sends;
        private OutboxSendEndpointProvider? _captured;

        internal CaptureReceiveContext(ReceiveContext context, OutboxCaptureContext<TMessage> step)
            : base(context)
        {
            _step = step;
            _sends = context.SendEndpointProvider;
            PublishEndpointProvider = new OutboxPublishEndpointProvider(this, context.PublishEndpointProvider);
        }

        public override ISendEndpointProvider SendEndpointProvider => _captured ??= new OutboxSendEndpointProvider(_step, _sends);

        public override IPublishEndpointProvider PublishEndpointProvider { get; }

        /// <summary>What is published is an event.</summary>
        public Task AddSend<T>(SendContext<T> context)
            where T : class
        {
            _step.Tell(Contract(context.Message));
            return Task.CompletedTask;
        }

        public object? GetService(Type serviceType) => _step.GetService(serviceType);
    }
}
