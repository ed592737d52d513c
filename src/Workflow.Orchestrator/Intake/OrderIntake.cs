using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;
using Workflow.Orchestrator.Intake.Kafka;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Makes orders durable: whatever door a request comes through, it is committed in the intake lane before it is
/// answered, or it is refused and nothing is kept.
/// </summary>
internal sealed class OrderIntake : IAsyncDisposable
{
    private readonly Lane<IntakeUnit> _lane;
    private readonly InFlightKeys _keys = new();
    private readonly OutboxWindow _window;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;

    public OrderIntake(
        IDbContextFactory<OrdersDbContext> contexts, MessageStore store, OutboxWindow window, IOptions<IntakeOptions> options, ILogger<OrderIntake> logger)
    {
        using var context = contexts.CreateDbContext();
        _options = options.Value;
        _window = window;
        _time = store.Time;
        _lane = new Lane<IntakeUnit>("intake", new IntakeWriter(context.Model), store, logger, _options.RingCapacity);
    }

    public ValueTask DisposeAsync() => _lane.DisposeAsync();

    /// <summary>Why no order can be taken at the moment, whatever is in it; null when one can.</summary>
    internal IntakeRefusal? Closed =>
        _window.Backlog >= _options.MaxBacklog ? IntakeRefusal.BacklogFull
        : _lane.IsWaiting ? IntakeRefusal.DatabaseUnavailable
        : _lane.IsFull ? IntakeRefusal.QueueFull
        : null;

    /// <summary>Accepts an order, or tells why not.</summary>
    internal Task<IntakeResult> SubmitAsync(OrderRequest request, string? key, string traceId)
    {
        if (Closed is { } closed)
            return Task.FromResult<IntakeResult>(new IntakeResult.Refused(closed));
        var order = Accept(request, key, traceId);
        return RunAsync(new IntakeUnit(order, Submit(order, MessageIds.New(order.AcceptedAt))), key);
    }

    /// <summary>Whether there is room for orders that can wait where they are, and a database to keep them.</summary>
    internal bool HasRoom => !_lane.IsWaiting && _window.Backlog < _options.MaxBacklog;

    /// <summary>
    /// Commits what a record of Kafka has brought, with the offset behind it; waits for as long as it takes. The checks of the other doors are
    /// made there.
    /// </summary>
    internal Task<LaneOutcome> TakeAsync(IntakeUnit unit) => _lane.RunAsync(unit);

    /// <summary>The order in a record of Kafka, to be taken.</summary>
    internal IntakeUnit UnitOf(OrderRequest request, (string Key, string TraceId) from, OrderRecord source)
    {
        var order = Accept(request, from.Key, from.TraceId);
        return new IntakeUnit(order, Submit(order, MessageIds.New(order.AcceptedAt)), source);
    }

    /// <summary>An id for a command of this moment.</summary>
    internal Guid NewMessageId() => MessageIds.New(_time.GetUtcNow());

    /// <summary>Writes the customer's wish to cancel; whether it is still possible is the saga's decision.</summary>
    internal Task<IntakeResult> CancelAsync(CancelOrder command) => RunAsync(new IntakeUnit(command), null);

    private async Task<IntakeResult> RunAsync(IntakeUnit unit, string? key)
    {
        InFlightKeys.Lease lease = default;
        if (key is not null && !_keys.TryEnter(key, out lease))
            return new IntakeResult.Refused(IntakeRefusal.KeyInProgress);
        using var held = lease;
        if (_lane.IsWaiting)
            return new IntakeResult.Refused(IntakeRefusal.DatabaseUnavailable);
        try
        {
            await _lane.RunAsync(unit, TimeSpan.FromSeconds(_options.DeadlineSeconds));
            return unit.Order is null ? new IntakeResult.Accepted(unit.OrderId, _time.GetUtcNow(), false) : Answer(unit);
        }
        catch (LaneFullException)
        {
            return new IntakeResult.Refused(IntakeRefusal.QueueFull);
        }
        catch (LaneTimeoutException)
        {
            return new IntakeResult.Refused(_lane.IsWaiting ? IntakeRefusal.DatabaseUnavailable : IntakeRefusal.CommitTooSlow);
        }
        catch (LaneStoppedException)
        {
            return new IntakeResult.Refused(IntakeRefusal.Stopping);
        }
    }

    internal static IntakeResult Answer(IntakeUnit unit) => unit switch
    {
        { Holder: null } => new IntakeResult.Accepted(unit.OrderId, unit.Order!.AcceptedAt, false),
        { Holder: { } holder, IsReused: false } => new IntakeResult.Accepted(holder.OrderId, holder.AcceptedAt, true),
        _ => new IntakeResult.Refused(IntakeRefusal.KeyReused),
    };

    private AcceptedOrder Accept(OrderRequest request, string? key, string traceId)
    {
        var now = StoredTime(_time.GetUtcNow());
        return new AcceptedOrder
        {
            OrderId = MessageIds.New(now),
            Reference = request.Reference,
            IdempotencyKey = key,
            RequestHash = key is null ? null : request.Digest(),
            CustomerId = request.CustomerId,
            Country = request.Country,
            Currency = request.Currency,
            BusinessType = request.BusinessType,
            TraceId = traceId,
            Total = request.Total,
            AcceptedAt = now,
            Lines = request.Lines,
        };
    }

    // PostgreSQL keeps microseconds; a replayed answer must be the first one to the digit.
    private static DateTimeOffset StoredTime(DateTimeOffset now) => now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));

    private static SubmitOrder Submit(AcceptedOrder order, Guid messageId) => new()
    {
        OrderId = order.OrderId,
        MessageId = messageId,
        TraceId = order.TraceId,
        BusinessType = order.BusinessType,
        Reference = order.Reference,
        CustomerId = order.CustomerId,
        Country = order.Country,
        Currency = order.Currency,
        Total = order.Total,
        AcceptedAt = order.AcceptedAt,
        Lines = order.Lines,
    };
}
