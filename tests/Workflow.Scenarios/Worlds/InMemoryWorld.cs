using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Scenarios.Worlds;

/// <summary>MassTransit's test harness with its in-memory transport and saga repository.</summary>
public sealed class InMemoryWorld : IOrderWorld
{
    private readonly ManualTime _time = new();
    private readonly KeptSchedule _schedule = new();
    private readonly Outgoing _outgoing = new();
    private readonly Deliveries _deliveries = new();
    private readonly List<OrderMessage> _early = [];
    private ServiceProvider _provider = null!;
    private Guid _orderId;

    public DateTimeOffset Now => _time.GetUtcNow();

    public OrderState? State { get; private set; }

    // Nobody stores and clears the pending history here, so it is the whole history.
    public IReadOnlyList<OrderEvent> History => State?.PendingHistory ?? [];

    public IReadOnlyList<SentMessage> Sent => _outgoing.Sent;

    public IReadOnlyList<OrderMessage> Published => _outgoing.Published;

    public IReadOnlyList<OrderMessage> Scheduled => _schedule.Messages;

    public async Task Start(Guid orderId, OrderOptions options)
    {
        _orderId = orderId;
        _provider = new ServiceCollection()
            .AddSingleton(Options.Create(options))
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(new Random(1))
            .AddMassTransitTestHarness(TextWriter.Null, Configure)
            .BuildServiceProvider(validateScopes: true);
        var harness = _provider.GetRequiredService<ITestHarness>();
        await harness.Start();
        harness.Bus.ConnectReceiveObserver(_deliveries);
        harness.Bus.ConnectSendObserver(_outgoing);
        harness.Bus.ConnectPublishObserver(_outgoing);
    }

    public async Task<bool> Deliver(OrderMessage message)
    {
        try
        {
            await _deliveries.Deliver(_provider.GetRequiredService<IBus>(), message);
            return true;
        }
        catch (OrderNotStartedException)
        {
            _early.Add(message);
            return false;
        }
        finally
        {
            State = await _provider.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(_orderId);
        }
    }

    public async Task Advance(TimeSpan span)
    {
        var until = Now + span;
        await DeliverEarlyOnes();
        while (NextDue() is { } due && due <= until)
        {
            _time.MoveTo(due);
            await DeliverDue();
        }
        _time.MoveTo(until);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private void Configure(IBusRegistrationConfigurator bus)
    {
        bus.DisableUsageTelemetry();
        bus.AddSagaStateMachine<OrderStateMachine, OrderState>()
            .Endpoint(endpoint => endpoint.Name = OrderQueues.Saga)
            .InMemoryRepository();
        bus.UsingInMemory((context, transport) =>
        {
            transport.UseFilter(new KeptScheduleFilter(_schedule));
            transport.ConfigureEndpoints(context);
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
            OrderId = _orderId,
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
