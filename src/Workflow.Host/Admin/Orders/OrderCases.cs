using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;
using Story = System.Collections.Generic.List<(Workflow.Orchestrator.History.OrderEvent Happened, Workflow.Orchestrator.History.OrderEventData? Data)>;

namespace Workflow.Host.Admin.Orders;

/// <summary>Puts one order together from its rows, or from its history alone for a moment of its past.</summary>
internal sealed class OrderCases(IDbContextFactory<OrdersDbContext> contexts, OrderSurroundings surroundings, IOptions<OrderOptions> options)
{
    /// <summary>The order, as it is or as it was at <paramref name="at"/>; null when there is none, or was none yet.</summary>
    internal async Task<OrderCase?> FindAsync(ClaimsPrincipal who, Guid orderId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var order = await context.Set<AcceptedOrder>().AsNoTracking().FirstOrDefaultAsync(found => found.OrderId == orderId, cancellationToken);
        if (order is null || order.AcceptedAt > at)
            return null;
        // The saga's row is read before its history, which can then only be newer; what came since is left out.
        var saga = at is null ? await context.Set<OrderState>().AsNoTracking().FirstOrDefaultAsync(found => found.CorrelationId == orderId, cancellationToken) : null;
        var known = at is null ? saga?.LastSequence ?? 0 : int.MaxValue;
        var events = await ReadAsync(
            context.Set<OrderEvent>().AsNoTracking().Where(happened => happened.OrderId == orderId && happened.Sequence <= known).OrderBy(happened => happened.Sequence),
            at, cancellationToken);
        var around = at is null ? await surroundings.ReadAsync(orderId, cancellationToken) : null;
        return Compose(order, (saga, events), (at, around));
    }

    /// <summary>Until the first that came after <paramref name="at"/>. The data of each are read here, once: all that is shown is made from them.</summary>
    private static async Task<Story> ReadAsync(IQueryable<OrderEvent> history, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        Story events = [];
        await foreach (var happened in history.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (happened.OccurredAt > at)
                break;
            events.Add((happened, OrderEventData.FromJson(happened.Data)));
        }
        return events;
    }

    private OrderCase Compose(
        AcceptedOrder order, (OrderState? Saga, Story Events) story, (DateTimeOffset? At, OrderAround? Around) look)
    {
        var now = look.At is null && story.Saga is not null ? OrderSnapshot.Of(story.Saga) : OrderHistory.Replay(story.Events);
        int? attempts = now.Step is { } step ? options.Value.For(step).Attempts : null;
        return new OrderCase(
            order.OrderId, look.At, Accepted(order), Position(now, attempts), OrderExplanation.Of(Facts(now, story, look.Around) with { MaxAttempts = attempts ?? 0 }),
            Expected(now, story.Saga?.DeadlineAt), Path(order, story.Events), [.. story.Events.Select(told => OrderStepDone.Of(told.Happened.Type, told.Happened.OccurredAt, told.Data)).OfType<OrderStepDone>()],
            now.LastSequence == 0 ? OrderPath.Forward : OrderPath.From(now.Step), OrderAttempts.Of(story.Events),
            story.Events.ConvertAll(told => new OrderHistoryEntry(
                told.Happened.Sequence, told.Happened.OccurredAt, told.Happened.Type, told.Happened.State, told.Happened.CausationId, told.Data)),
            look.Around is { } around ? OrderChoices.Of(now, around.StuckMessages) : null, look.Around?.Messages, look.Around?.Participants);
    }

    private static OrderFacts Facts(OrderSnapshot now, (OrderState? Saga, Story Events) story, OrderAround? around)
    {
        var open = around?.Messages.DeadLetters.Where(letter => letter.State == DeadLetterState.Open).ToList() ?? [];
        return new OrderFacts(now)
        {
            DeadlineAt = story.Saga?.DeadlineAt,
            IsUnanswered = now.State == OrderStates.Suspended && story.Events is [.., var last] && OrderAttempts.IsTimeout(last.Happened),
            OpenDeadLetters = open.Count,
            DeadLetterError = open.Count > 0 ? open[0].Error ?? open[0].Reason : null,
            PaymentStatus = around?.Participants.Payment?.Status,
            ReconcileAt = around?.Participants.Payment?.NextLookAt,
        };
    }

    private static OrderContent Accepted(AcceptedOrder order) => new(
        order.Reference, order.IdempotencyKey, order.CustomerId, order.Country, order.Currency, order.BusinessType, order.TraceId, order.Total,
        order.AcceptedAt, order.Lines);

    private static OrderPosition Position(OrderSnapshot now, int? attempts) => new(
        now.State, now.Step, now.Attempt, attempts, now.LastSequence == 0 ? null : now.StateSince, now.Outcome, now.Reason, now.LastError,
        now.LastError is null ? null : ErrorFingerprint.Of(now.LastError, ""), now.PaymentReference, now.TrackingNumber, now.FinishedAt);

    private static OrderExpectation? Expected(OrderSnapshot now, DateTimeOffset? deadlineAt) => now switch
    {
        { State: OrderStates.Suspended } => new("operator", null, null),
        { RetryAt: { } retry } => new("retry", null, retry),
        { Step: { } step } => new("answer", OrderExplanation.QueueOf(step), deadlineAt),
        _ => null,
    };

    private static List<OrderStay> Path(AcceptedOrder order, Story events)
    {
        List<OrderStay> path = [new(OrderStates.Submitted, order.AcceptedAt, null)];
        foreach (var (happened, _) in events.Where(told => told.Happened.State != path[^1].State))
        {
            path[^1] = path[^1] with { LeftAt = happened.OccurredAt };
            path.Add(new OrderStay(happened.State, happened.OccurredAt, null));
        }
        return path;
    }
}
