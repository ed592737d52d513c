using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;
using Workflow.Contracts;

namespace Workflow.Scenarios.Worlds;

/// <summary>Keeps scheduled messages until fake time reaches them.</summary>
public sealed class KeptSchedule : BaseScheduleMessageProvider
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
        Assert.Equal(payload.MessageId, envelope.MessageId);
        Assert.Equal("queue:order-saga", message.Destination.ToString());
        lock (_lock) _kept.Add((message.CorrelationId, new(message.ScheduledTime, TimeSpan.Zero), payload));
    }

    protected override Task CancelScheduledSend(Guid tokenId, Uri destinationAddress, CancellationToken cancellationToken)
    {
        lock (_lock) _kept.RemoveAll(kept => kept.Token == tokenId);
        return Task.CompletedTask;
    }
}

/// <summary>Gives every consumer the <see cref="KeptSchedule"/> as its scheduler.</summary>
public sealed class KeptScheduleFilter(KeptSchedule schedule) : IFilter<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(
            context, consumed => new MessageScheduler(schedule, consumed.GetPayload<IBusTopology>())));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("kept-schedule");
}
