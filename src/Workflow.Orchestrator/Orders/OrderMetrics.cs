using System.Diagnostics.Metrics;
using Workflow.Messaging.Telemetry;
using Workflow.Orchestrator.History;

namespace Workflow.Orchestrator.Orders;

/// <summary>What becomes of orders, counted after the commit, so that a step that lost a race does not count.</summary>
internal static class OrderMetrics
{
    internal static readonly GaugeQuery Running = new(
        """
        SELECT state, count(*), greatest(0, coalesce(extract(epoch FROM now() - min(state_since)), 0))
        FROM orders.saga WHERE finished_at IS NULL GROUP BY state
        """,
        ["workflow.state"],
        new("workflow.orders.running", "{order}"), new("workflow.orders.oldest.age", "s"));

    internal static readonly GaugeQuery Suspended = new(
        """
        SELECT coalesce(step, 'none'), count(*), greatest(0, coalesce(extract(epoch FROM now() - min(state_since)), 0))
        FROM orders.saga WHERE finished_at IS NULL AND state = 'Suspended' GROUP BY step
        """,
        ["workflow.step"],
        new("workflow.orders.suspended", "{order}"), new("workflow.orders.suspended.age", "s"));

    // The clock's sweep moves an overdue deadline on at once: one that stays behind says that nobody sweeps.
    internal static readonly GaugeQuery Overdue = new(
        "SELECT greatest(0, coalesce(extract(epoch FROM now() - min(deadline_at)), 0)) FROM orders.saga WHERE deadline_at IS NOT NULL",
        [],
        new GaugeColumn("workflow.deadlines.lag", "s"));

    private static readonly Meter Meter = new("Workflow.Orders");
    private static readonly Counter<long> Finished = Meter.CreateCounter<long>("workflow.orders.finished", "{order}");
    private static readonly Counter<long> Suspensions = Meter.CreateCounter<long>("workflow.orders.suspensions", "{order}");
    private static readonly Counter<long> FailedAttempts = Meter.CreateCounter<long>("workflow.step.failures", "{attempt}");
    private static readonly Histogram<double> StepTime = Meter.CreateHistogram<double>("workflow.step.duration", "s");
    private static readonly Histogram<double> OrderTime = Meter.CreateHistogram<double>("workflow.order.duration", "s");

    internal static void Committed(OrderState saga)
    {
        foreach (var happened in saga.PendingHistory)
            Count(saga, happened.Type);
        if (saga.Left is not { } left)
            return;
        saga.Left = null;
        if (OrderPath.StepIn(left.State) is { } step)
            StepTime.Record((saga.StateSince - left.Since).TotalSeconds, new KeyValuePair<string, object?>("workflow.step", step));
        if (saga.FinishedAt is { } finished)
            End(saga, finished);
    }

    private static void Count(OrderState saga, string type)
    {
        if (type is OrderEventTypes.AttemptFailed or OrderEventTypes.AttemptTimedOut or OrderEventTypes.OrderSuspended)
            FailedAttempts.Add(1, StepOf(saga), new("workflow.kind", type is OrderEventTypes.AttemptTimedOut ? "timed-out" : "failed"));
        if (type is OrderEventTypes.OrderSuspended)
            Suspensions.Add(1, StepOf(saga));
    }

    private static void End(OrderState saga, DateTimeOffset finished)
    {
        KeyValuePair<string, object?> outcome = new("workflow.outcome", saga.CurrentState);
        Finished.Add(1, outcome);
        OrderTime.Record((finished - saga.Order.AcceptedAt).TotalSeconds, outcome);
    }

    private static KeyValuePair<string, object?> StepOf(OrderState saga) => new("workflow.step", saga.Step ?? "none");
}
