using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Scheduling;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>What operators do with one order, from whichever door. Repeating anything does nothing twice.</summary>
internal sealed class OrderDesk(
    OperatorDesk desk, OperatorActions actions, ScheduledMessages schedule, DeadLetterActions letters, NpgsqlDataSource dataSource)
{
    private const string RetryDue = "step-retry-due.v1";

    // By the index of what waits for its next try; what is under way belongs to the instance that sends it.
    private const string BringForward =
        """
        UPDATE messaging.outbox SET next_at = now() WHERE message_id IN (
            SELECT message_id FROM messaging.outbox WHERE owner IS NULL AND next_at > now() AND order_id = $1 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Retry, skip, compensate or cancel.</summary>
    internal Task<OperatorResult> DecideAsync(
        AdminCall call, (OperatorAction Action, Guid OrderId, string? Reference) wish, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish(ActionName(wish.Action), wish.Reference, wish.OrderId), AdminRoles.Operator, async token =>
        {
            var decision = new OperatorDecision(wish.Action, wish.OrderId, call.Operator, call.Reason ?? "", wish.Reference);
            var result = await actions.DecideAsync(decision, call.Key, token);
            if (result.Outcome == OperatorOutcome.NotSuspended && wish.Action == OperatorAction.Retry && await HurryAsync(wish.OrderId, token))
                result = result with { Outcome = OperatorOutcome.Taken };
            return new Acted<OperatorResult>(result, ResultOf(result.Outcome), result.State is null ? "There is no such order." : $"The order was {result.State}.");
        }, cancellationToken);

    /// <summary>Sends the order's stuck messages again; how many, and null when there is no such order.</summary>
    internal Task<int> ResendAsync(AdminCall call, Guid orderId, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish("order-resend", orderId: orderId), AdminRoles.Operator, async token =>
        {
            var dead = await letters.ResendAsync(new DeadLetterFilter { OrderId = orderId }, call.Operator, token);
            await using var command = dataSource.CreateCommand(BringForward);
            command.Parameters.AddValue(orderId, NpgsqlDbType.Uuid);
            var waiting = await command.ExecuteNonQueryAsync(token);
            return new Acted<int>(
                dead.Done + waiting, dead.Done + waiting > 0 ? AuditResults.Done : AuditResults.Repeated, $"{dead.Done} dead letters, {waiting} waiting messages.");
        }, cancellationToken);

    /// <summary>The name of an action in the audit.</summary>
    internal static string ActionName(OperatorAction action) => "order-" + action.ToString().ToLowerInvariant();

    /// <summary>Lets the next attempt start now; false when none is planned.</summary>
    private async Task<bool> HurryAsync(Guid orderId, CancellationToken cancellationToken) =>
        await schedule.RunNowAsync(new ScheduledFilter(orderId, RetryDue, null), cancellationToken) > 0;

    private static string ResultOf(OperatorOutcome outcome) => outcome switch
    {
        OperatorOutcome.Taken => AuditResults.Done,
        OperatorOutcome.Repeated => AuditResults.Repeated,
        _ => AuditResults.Refused,
    };
}
