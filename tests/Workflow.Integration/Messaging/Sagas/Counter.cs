using MassTransit;
using Microsoft.EntityFrameworkCore;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging;
using Workflow.Messaging.Sagas;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>A saga that counts, and remembers each message that it counted.</summary>
public sealed class Counter : SagaStateMachineInstance, ISagaVersion, ISagaHistory<CounterEvent>
{
    private ShortList<CounterEvent> _pendingHistory;

    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string State { get; set; } = "";

    public int Count { get; set; }

    public Guid? Timer { get; set; }

    public ref ShortList<CounterEvent> PendingHistory => ref _pendingHistory;
}

public sealed class CounterEvent
{
    public Guid Id { get; init; }

    public int Sequence { get; init; }

    public Guid CausationId { get; init; }
}

internal sealed class CounterContext(DbContextOptions<CounterContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Entity<Counter>(entity =>
        {
            entity.ToTable("counter", "test").HasKey(counter => counter.CorrelationId);
            entity.Property(counter => counter.CorrelationId).HasColumnName("id").ValueGeneratedNever();
            entity.Property(counter => counter.Version).HasColumnName("version").IsConcurrencyToken();
            entity.Property(counter => counter.State).HasColumnName("state");
            entity.Property(counter => counter.Count).HasColumnName("count");
            entity.Property(counter => counter.Timer).HasColumnName("timer");
            entity.Ignore(nameof(Counter.PendingHistory));
        });
        builder.Entity<CounterEvent>(entity =>
        {
            entity.ToTable("counter_event", "test").HasKey(row => new { row.Id, row.Sequence });
            entity.Property(row => row.Id).HasColumnName("id");
            entity.Property(row => row.Sequence).HasColumnName("sequence");
            entity.Property(row => row.CausationId).HasColumnName("causation_id");
        });
    }
}

/// <summary>Contracts stand for what the counter understands; see each event.</summary>
internal sealed class CounterMachine : MassTransitStateMachine<Counter>
{
    internal static readonly Uri LetterQueue = new($"queue:{Letters.Queue}");

    public CounterMachine()
    {
        InstanceState(counter => counter.State);
        Event(() => Count, one => one.CorrelateById(context => context.Message.OrderId));
        Event(() => Break, one => one.CorrelateById(context => context.Message.OrderId));
        Event(() => Finish, one =>
        {
            one.CorrelateById(context => context.Message.OrderId);
            one.OnMissingInstance(missing => missing.Discard());
        });
        Event(() => Wait, one => one.CorrelateById(context => context.Message.OrderId));
        Event(() => Flash, one => one.CorrelateById(context => context.Message.OrderId));
        Event(() => Open, one =>
        {
            one.CorrelateById(context => context.Message.OrderId);
            one.InsertOnInitial = true;
            one.SetSagaFactory(context => new Counter { CorrelationId = context.Message.OrderId, Count = 100 });
        });
        Event(() => Look, one =>
        {
            one.CorrelateById(context => context.Message.OrderId);
            one.ReadOnly = true;
        });
        Event(() => Inject, one => one.CorrelateById(context => context.Message.OrderId));
        Event(() => Rename, one => one.CorrelateById(context => context.Message.OrderId));
        Event(() => Find, one => one.CorrelateBy((counter, context) => counter.State == context.Message.BusinessType));
        Schedule(() => Alarm, counter => counter.Timer, alarm =>
        {
            alarm.Delay = TimeSpan.FromHours(1);
            alarm.Received = received => received.CorrelateById(context => context.Message.OrderId);
        });

        Initially(
            When(Count).Then(Add).TransitionTo(Counting),
            When(Wait).Then(Add).Schedule(Alarm, TimerOf).TransitionTo(Counting),
            When(Open).Then(Add).TransitionTo(Counting),
            When(Rename).Then(Add).Then(ChangeId).TransitionTo(Counting),
            When(Flash).PublishAsync(context => context.Init<OrderRejected>(Letters.Event(context.Message.OrderId, "flash"))).Finalize());
        During(Counting,
            When(Count).Then(Add),
            When(Wait).Then(Add).Schedule(Alarm, TimerOf),
            When(Open).Then(Add),
            When(Look).Send(LetterQueue, LetterOf).Then(context => context.Saga.Count = 50),
            When(Inject).Then(Add).Activity(one => one.OfType<SpeakThroughInjection>()),
            When(Rename).Then(Add).Then(ChangeId),
            When(Alarm.Received).Then(Add).Send(LetterQueue, LetterOf),
            When(Break)
                .Then(Add)
                .ThenAsync(SpeakAsync)
                .Then(context =>
                {
                    if (context.Message.Attempt > 0)
                        throw new FormatException("Broken.");
                }),
            When(Finish).Finalize());
        During(Held, Ignore(Count));
        SetCompletedWhenFinalized();
    }

    /// <summary>Only a test brings a counter here; it cannot end in it.</summary>
    public State Held { get; private set; } = null!;

    public State Counting { get; private set; } = null!;

    /// <summary>Adds one.</summary>
    public Event<CancelShipment> Count { get; private set; } = null!;

    /// <summary>Adds one, sends, publishes and schedules; then fails if its attempt is above 0.</summary>
    public Event<RefundPayment> Break { get; private set; } = null!;

    /// <summary>Adds one; a counter that begins with it begins at 100.</summary>
    public Event<ShipmentCancelled> Open { get; private set; } = null!;

    /// <summary>Sends the count, and changes what only reading must not change.</summary>
    public Event<StockReserved> Look { get; private set; } = null!;

    /// <summary>Adds one, sends and publishes through what the container injects.</summary>
    public Event<PaymentAuthorized> Inject { get; private set; } = null!;

    /// <summary>Adds one, and gives the counter another id.</summary>
    public Event<ShipmentRejected> Rename { get; private set; } = null!;

    /// <summary>Adds one, and sets the alarm anew, which adds another one and sends the count.</summary>
    public Event<ReleaseStock> Wait { get; private set; } = null!;

    /// <summary>Ends.</summary>
    public Event<CommitStock> Finish { get; private set; } = null!;

    /// <summary>Begins and ends at once.</summary>
    public Event<StockReleased> Flash { get; private set; } = null!;

    /// <summary>Correlated by an expression.</summary>
    public Event<PaymentRefunded> Find { get; private set; } = null!;

    public Schedule<Counter, StepRetryDue> Alarm { get; private set; } = null!;

    private static Task<StepRetryDue> TimerOf(BehaviorContext<Counter, ReleaseStock> context) => Task.FromResult(new StepRetryDue
    {
        OrderId = context.Saga.CorrelationId,
        MessageId = Guid.CreateVersion7(),
        TraceId = context.Message.TraceId,
        BusinessType = context.Message.BusinessType,
        Step = OrderSteps.Stock,
        Attempt = 1,
    });

    private static ReleaseStock LetterOf<T>(BehaviorContext<Counter, T> context)
        where T : class => Letters.Numbered(context.Saga.CorrelationId, context.Saga.Count);

    private static void ChangeId(BehaviorContext<Counter> context) => context.Saga.CorrelationId = Guid.CreateVersion7();

    private static void Add(BehaviorContext<Counter, OrderMessage> context)
    {
        context.Saga.Count++;
        context.Saga.PendingHistory.Add(new CounterEvent
        {
            Id = context.Saga.CorrelationId,
            Sequence = context.Saga.Count,
            CausationId = context.Message.MessageId,
        });
    }

    private static async Task SpeakAsync(BehaviorContext<Counter, OrderMessage> context)
    {
        var order = context.Saga.CorrelationId;
        await context.Send(LetterQueue, Letters.Numbered(order, 1));
        await context.Publish(Letters.Event(order, "spoken"));
        await context.ScheduleSend(LetterQueue, DateTime.UtcNow.AddHours(1), Letters.Numbered(order, 2));
    }
}
