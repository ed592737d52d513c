using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;
using Workflow.Testing;

namespace Workflow.Scenarios.Orders;

/// <summary>A scenario of one order in one world. What must hold of every order is checked when the scenario ends.</summary>
public abstract class OrderScenario<TWorld> : IAsyncLifetime
    where TWorld : class, IOrderWorld, new()
{
    protected OrderScenario() => Say = new(OrderId, () => World.Now);

    protected Guid OrderId { get; } = Guid.CreateVersion7();

    protected TWorld World { get; } = new();

    protected OrderMessageCast Say { get; }

    protected OrderOptions Options { get; } = new();

    protected OrderState Saga => World.State ?? throw new InvalidOperationException("The order has not started.");

    protected string State => Saga.CurrentState;

    protected IEnumerable<string> HistoryTypes => World.History.Select(happened => happened.Type);

    public async ValueTask InitializeAsync() => await World.Start(OrderId, Options);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (World.State is not null) OrderInvariants.Check(World);
        }
        finally
        {
            await World.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    protected async Task Deliver(params OrderMessage[] messages)
    {
        foreach (var message in messages)
            Assert.True(await World.Deliver(message), $"{message.GetType().Name} came before its order.");
    }

    protected Task Place() => Deliver(Say.Submit());

    protected T[] Sent<T>()
        where T : OrderMessage => [.. World.Sent.Select(sent => sent.Message).OfType<T>()];

    protected T Published<T>()
        where T : OrderMessage => Assert.Single(World.Published.OfType<T>());

    /// <summary>Lets the running step fail as often as it may.</summary>
    protected async Task Exhaust()
    {
        var (step, attempts) = (Saga.Step!, Options.For(Saga.Step!).Attempts);
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            await Deliver(Say.Failed(step, attempt));
            if (attempt < attempts) await World.Advance(Saga.RetryAt!.Value - World.Now);
        }
    }

    /// <summary>Takes a new order to one of <see cref="Situations.All"/>.</summary>
    protected async Task Reach(string situation)
    {
        await Place();
        await (situation switch
        {
            "completed" => Deliver(Say.StockReserved(), Say.PaymentAuthorized(), Say.ShipmentArranged()),
            "cancelled" => Deliver(Say.Cancel(), Say.StockReleased()),
            "rejected" => Deliver(Say.StockReserved(), Say.PaymentDeclined(), Say.StockReleased()),
            _ => ReachStep(situation.Split(' ')[^1])
        });
        if (situation.StartsWith("retrying")) await Deliver(Say.Failed(Saga.Step!, Saga.Attempt));
        if (situation.StartsWith("suspended")) await Exhaust();
    }

    protected Task ReachStep(string step) => step switch
    {
        OrderSteps.Stock => Task.CompletedTask,
        OrderSteps.Payment => Deliver(Say.StockReserved()),
        OrderSteps.Shipment => Deliver(Say.StockReserved(), Say.PaymentAuthorized()),
        OrderSteps.ShipmentCancellation => Deliver(Say.StockReserved(), Say.PaymentAuthorized(), Say.Cancel()),
        OrderSteps.Refund => Deliver(Say.StockReserved(), Say.PaymentAuthorized(), Say.ShipmentRejected()),
        _ => Deliver(Say.StockReserved(), Say.PaymentDeclined())
    };

    /// <summary>Answers every compensation command until the order has ended.</summary>
    protected async Task FinishCompensation()
    {
        for (var left = 3; left > 0 && !OrderStates.IsTerminal(State); left--)
            await Deliver(Say.Success(Saga.Step!));
        Assert.True(OrderStates.IsTerminal(State), $"Compensation did not end: {State}.");
    }

    /// <summary>All that a message could change: state, history, and what was said.</summary>
    protected Everything Everything() => new(
        OrderSnapshot.Of(Saga), Saga.DeadlineAt, World.History.Count, World.Sent.Count, World.Published.Count,
        World.Scheduled.Count);
}

/// <summary>The saga's row, and how much it has told so far.</summary>
public sealed record Everything(
    OrderSnapshot Saga, DateTimeOffset? DeadlineAt, int History, int Sent, int Published, int Scheduled);
