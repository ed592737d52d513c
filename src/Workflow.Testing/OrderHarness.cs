using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Testing;

/// <summary>
/// The real saga of one order in MassTransit's test harness, in memory, with time that stands still until it is advanced. A
/// scenario places the order, answers for the participants or lets some play along, advances time, and expects. Every method
/// returns when all that it started has come to rest; nothing sleeps. A scenario takes milliseconds.
/// </summary>
public sealed partial class OrderHarness : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly KeptSchedule _schedule = new();
    private readonly Outgoing _outgoing = new();
    private readonly Deliveries _deliveries = new();
    private readonly ScenarioLog _log = new();
    private readonly List<OrderMessage> _early = [];
    private readonly OrderOptions _options;
    private readonly ServiceProvider _provider;

    private OrderHarness(Guid orderId, OrderOptions options)
    {
        OrderId = orderId;
        _options = options;
        Say = new OrderMessageCast(orderId, () => Now);
        _provider = new ServiceCollection()
            .AddSingleton(Options.Create(options))
            .AddSingleton<TimeProvider>(_time)
            // The same at every run, so that waits between attempts are, too.
            .AddSingleton(new Random(1))
            .AddMassTransitTestHarness(TextWriter.Null, Configure)
            .BuildServiceProvider(validateScopes: true);
    }

    /// <summary>The order.</summary>
    public Guid OrderId { get; }

    /// <summary>Makes what others would say of the order.</summary>
    public OrderMessageCast Say { get; }

    /// <summary>The fake time, UTC.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>What the saga remembers; null before it has started.</summary>
    public OrderState? State { get; private set; }

    /// <summary>The order's history, oldest first.</summary>
    // Nobody stores and clears the pending history here, so it is the whole history.
    public IReadOnlyList<OrderEvent> History => State is { } state ? [.. state.PendingHistory] : [];

    /// <summary>Every command that the saga sent, in order.</summary>
    public IReadOnlyList<SentMessage> Sent => _outgoing.Sent;

    /// <summary>Every event that the saga published, in order.</summary>
    public IReadOnlyList<OrderMessage> Published => _outgoing.Published;

    /// <summary>Messages that the saga scheduled and that are not due yet.</summary>
    public IReadOnlyList<OrderMessage> Scheduled => _schedule.Messages;

    /// <summary>What happened so far, a line each, for people: what came, what changed, what was said.</summary>
    public string Timeline => _log.ToString();

    /// <summary>Starts a harness for one order.</summary>
    /// <param name="options">Deadlines, attempts and waits; the product's defaults when it is null.</param>
    /// <param name="orderId">The order's id; a new one when it is null.</param>
    public static async Task<OrderHarness> StartAsync(OrderOptions? options = null, Guid? orderId = null)
    {
        var order = new OrderHarness(orderId ?? Guid.CreateVersion7(), options ?? new OrderOptions());
        var harness = order._provider.GetRequiredService<ITestHarness>();
        await harness.Start();
        harness.Bus.ConnectReceiveObserver(order._deliveries);
        harness.Bus.ConnectSendObserver(order._outgoing);
        harness.Bus.ConnectPublishObserver(order._outgoing);
        return order;
    }

    /// <summary>Hands the order to the workflow, with these lines or two of its own.</summary>
    public Task Place(params OrderLine[] lines) => Answer(Say.Submit(lines));

    /// <summary>Delivers messages one after the other, whoever they are from; each must be taken by the saga.</summary>
    /// <exception cref="ScenarioFailedException">The order has not been placed.</exception>
    public async Task Answer(params OrderMessage[] messages)
    {
        foreach (var message in messages)
        {
            if (!await Deliver(message))
                throw Failure($"{ScenarioLog.NameOf(message.GetType())} came before the order was placed.");
        }
    }

    /// <summary>
    /// Delivers a message under the id that it carries. True when it was consumed; false when its order has not started yet: the
    /// transport then keeps it and tries again with the next <see cref="Advance"/>. Any other fault is thrown.
    /// </summary>
    public async Task<bool> Deliver(OrderMessage message)
    {
        var taken = await DeliverOnce(message);
        await PlayAsync();
        return taken;
    }

    /// <summary>
    /// Lets time pass, stopping at each moment at which a scheduled message, a deadline or a message kept by the
    /// transport is due, and delivering it then.
    /// </summary>
    public async Task Advance(TimeSpan span)
    {
        _log.Advanced(Now, span);
        var until = Now + span;
        await DeliverEarlyOnes();
        while (NextDue() is { } due && due <= until)
        {
            _time.MoveTo(due);
            await DeliverDue();
        }
        _time.MoveTo(until);
    }

    /// <summary>Ends the harness.</summary>
    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private async Task<bool> DeliverOnce(OrderMessage message)
    {
        var outcome = "";
        try
        {
            await _deliveries.Deliver(_provider.GetRequiredService<IBus>(), message);
            return true;
        }
        catch (OrderNotStartedException)
        {
            outcome = " (too early, kept)";
            _early.Add(message);
            return false;
        }
        finally
        {
            State = await _provider.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(OrderId);
            _log.Delivered(Now, message, outcome);
            _log.Came(Now, History, Sent, Published);
        }
    }

    private void Configure(IBusRegistrationConfigurator bus)
    {
        bus.DisableUsageTelemetry();
        bus.AddSagaStateMachine<OrderStateMachine, OrderState>().InMemoryRepository();
        bus.UsingInMemory((context, transport) =>
        {
            // As on the wire, so that nothing passes here that could not leave.
            transport.UseWorkflowMessaging();
            transport.UseFilter(new KeptScheduleFilter(_schedule));
            transport.ReceiveEndpoint(OrderQueues.Saga, endpoint =>
            {
                endpoint.PublishFaults = false;
                endpoint.ConfigureConsumeTopology = false;
                // Whoever delivered it is told.
                endpoint.DiscardFaultedMessages();
                endpoint.ConfigureSaga<OrderState>(context);
            });
        });
    }

    private DateTimeOffset? NextDue() =>
        State?.DeadlineAt is { } deadline && !(_schedule.NextDue < deadline) ? deadline : _schedule.NextDue;

    private async Task DeliverDue()
    {
        foreach (var message in _schedule.TakeDue(Now))
            await Deliver(message);
        if (State is { DeadlineAt: { } deadline } saga && deadline <= Now)
            await DeliverTimeout(saga, deadline);
    }

    private async Task DeliverTimeout(OrderState saga, DateTimeOffset deadline)
    {
        await Deliver(new StepTimedOut
        {
            OrderId = OrderId,
            MessageId = Guid.CreateVersion7(Now),
            TraceId = saga.Order.TraceId,
            BusinessType = saga.Order.BusinessType,
            Step = saga.Step!,
            Attempt = saga.Attempt
        });
        if (State?.DeadlineAt == deadline)
            throw new InvalidOperationException("The saga did not take the deadline it had set.");
    }

    private async Task DeliverEarlyOnes()
    {
        OrderMessage[] early = [.. _early];
        _early.Clear();
        foreach (var message in early)
            await Deliver(message);
    }
}
