using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;
using Workflow.Testing;

namespace Workflow.Scenarios.Postgres;

/// <summary>
/// The product's own saga repository, outbox, relay and schedule on PostgreSQL. All that this world says of its order
/// is read from the database, not from the instance that wrote it.
/// </summary>
public sealed class PostgresWorld : IOrderWorld
{
    private readonly List<OrderMessage> _delivered = [];
    private PostgresOrders _orders = null!;
    private Guid _orderId;
    private Task? _accepted;
    private int _early;
    private OrderState? _saga;
    private IReadOnlyList<OrderEvent>? _history;

    public DateTimeOffset Now => _orders.Time.GetUtcNow();

    public OrderState? State => _saga ??= Rows.Saga();

    public IReadOnlyList<OrderEvent> History => _history ??= Rows.History();

    public IReadOnlyList<SentMessage> Sent => _orders.Relayed.Commands(_orderId);

    public IReadOnlyList<OrderMessage> Published => _orders.Relayed.Events(_orderId);

    public IReadOnlyList<OrderMessage> Scheduled => Rows.Scheduled();

    internal OrderRows Rows { get; private set; } = null!;

    internal PostgresOrders Orders => _orders;

    public async Task Start(Guid orderId, OrderOptions options)
    {
        Assert.Equivalent(new OrderOptions(), options);
        _orders = (await TestContext.Current.GetFixture<PostgresOrders>())!;
        _orderId = orderId;
        Rows = new(_orders, orderId);
        _orders.Time.MoveTo(new DateTimeOffset(Now.Ticks - (Now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero).AddSeconds(1));
    }

    public async Task<bool> Deliver(OrderMessage message)
    {
        lock (_delivered) _delivered.Add(message);
        if (message is SubmitOrder submission)
            await Accept(submission);
        else if (_accepted is null)
            return await DeliverEarly(message);
        await _orders.Main.Deliver(message);
        await _orders.Main.ComeToRestAsync();
        Forget();
        return true;
    }

    public async Task Advance(TimeSpan span)
    {
        var until = Now + span;
        await DeliverEarlyOnes();
        var last = DateTimeOffset.MinValue;
        while (await Rows.NextDueAsync() is { } due && due <= until)
        {
            if (due <= last) throw new InvalidOperationException("What was due did not leave.");
            _orders.Time.MoveTo(last = due);
            await _orders.Main.DispatchDueAsync();
            Forget();
        }
        _orders.Time.MoveTo(until);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await DeliverEarlyOnes();
            if (State is not null) await StoredOrder.Check(this, [.. _delivered, .. _orders.Relayed.ToSaga(_orderId)]);
        }
        finally
        {
            await Rows.PutToSleepAsync();
        }
    }

    /// <summary>Does the intake's part, without the message: once for all submissions of the order.</summary>
    internal Task Accept(SubmitOrder submission) => _accepted ??= Rows.AcceptAsync(submission);

    /// <summary>Says again what is stored, after an instance was spoken to directly.</summary>
    internal void Forget() => (_saga, _history) = (null, null);

    // The whole way through the outbox, for it is the outbox that has to keep the message.
    private async Task<bool> DeliverEarly(OrderMessage message)
    {
        await Rows.PostAsync(message);
        await _orders.Main.DispatchOutboxAsync();
        _early++;
        Assert.Equal(1, await Rows.CountWhereAsync(
            "messaging.outbox", $"message_id = '{message.MessageId}' AND attempts = 1 AND next_at > now()"));
        return false;
    }

    // The outbox waits by the database's clock, which no test can move; so the waits are moved instead.
    private async Task DeliverEarlyOnes()
    {
        if (_early == 0) return;
        _early = 0;
        await Rows.ExecuteAsync("UPDATE messaging.outbox SET next_at = now() WHERE order_id = $1 AND attempts > 0");
        await _orders.Main.DispatchOutboxAsync();
        Forget();
    }
}
