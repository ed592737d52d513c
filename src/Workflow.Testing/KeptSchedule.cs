using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;
using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Testing;

/// <summary>Keeps scheduled messages until fake time reaches them.</summary>
internal sealed class KeptSchedule : BaseScheduleMessageProvider
{
    private readonly Lock _lock = new();
    private readonly List<(Guid Token, DateTimeOffset Due, OrderMessage Message)> _kept = [];

    public DateTimeOffset? NextDue
    {
        get { lock (_lock) return _kept.Count == 0 ? null : _kept.Min(kept => kept.Due); }
    }

    public IReadOnlyList<OrderMessage> Messages
    {
        get { lock (_lock) return [.. _kept.OrderBy(kept => kept.Due).Select(kept => kept.Message)]; }
    }

    public IReadOnlyList<OrderMessage> TakeDue(DateTimeOffset now)
    {
        lock (_lock)
        {
            OrderMessage[] due = [.. _kept.Where(kept => kept.Due <= now).OrderBy(kept => kept.Due).Select(kept => kept.Message)];
            _kept.RemoveAll(kept => kept.Due <= now);
            return due;
        }
    }

    protected override async Task ScheduleSend(
        ScheduleMessage message, IPipe<SendContext<ScheduleMessage>> pipe, CancellationToken cancellationToken)
    {
        var payload = (OrderMessage)message.Payload;
        var envelope = new MessageSendContext<ScheduleMessage>(message, cancellationToken);
        await pipe.Send(envelope);
        if (payload.MessageId != envelope.MessageId || message.Destination.ToString() != OrderQueues.SagaAddress.ToString())
            throw new InvalidOperationException($"{payload.GetType().Name} was scheduled under another id, or for {message.Destination}.");
        lock (_lock) _kept.Add((message.CorrelationId, new(message.ScheduledTime, TimeSpan.Zero), payload));
    }

    protected override Task CancelScheduledSend(Guid tokenId, Uri destinationAddress, CancellationToken cancellationToken)
    {
        lock (_lock) _kept.RemoveAll(kept => kept.Token == tokenId);
        return Task.CompletedTask;
    }
}

/// <summary>Gives every consumer the <see cref="KeptSchedule"/> as its scheduler.</summary>
internal sealed class KeptScheduleFilter(KeptSchedule schedule) : IFilter<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(
            context, consumed => new MessageScheduler(schedule, consumed.GetPayload<IBusTopology>())));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("kept-schedule");
}
