using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator.Intake;

/// <summary>Reads one order, by key and without locks.</summary>
internal sealed class OrderQuery(IDbContextFactory<OrdersDbContext> contexts, IOptions<OrderOptions> options)
{
    /// <summary>Where the order stands; null when there is no such order.</summary>
    internal async Task<OrderSummary?> TryFindAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<AcceptedOrder>().AsNoTracking()
            .Where(order => order.OrderId == orderId)
            .GroupJoin(context.Set<OrderState>(), order => order.OrderId, saga => saga.CorrelationId, (order, sagas) => new { order, sagas })
            .SelectMany(pair => pair.sagas.DefaultIfEmpty(), (pair, saga) => new OrderSummary(
                orderId, pair.order.TraceId, pair.order.BusinessType, pair.order.AcceptedAt, saga == null ? OrderStates.Submitted : saga.CurrentState))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>All that a shop may see of the order; null when there is no such order.</summary>
    internal async Task<OrderView?> ViewAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var order = await context.Set<AcceptedOrder>().AsNoTracking().FirstOrDefaultAsync(found => found.OrderId == orderId, cancellationToken);
        if (order is null)
            return null;
        var saga = await context.Set<OrderState>().AsNoTracking().FirstOrDefaultAsync(found => found.CorrelationId == orderId, cancellationToken);
        // The saga's row is read before its history, which can then only be newer; what came since is left out.
        var known = saga?.LastSequence ?? 0;
        var events = await context.Set<OrderEvent>().AsNoTracking()
            .Where(happened => happened.OrderId == orderId && happened.Sequence <= known)
            .OrderBy(happened => happened.Sequence).ToListAsync(cancellationToken);
        return OrderView.Of(order, saga, events, options.Value);
    }
}

/// <summary>What a command for an order needs to know of it.</summary>
internal sealed record OrderSummary(Guid OrderId, string TraceId, string BusinessType, DateTimeOffset AcceptedAt, string State);
