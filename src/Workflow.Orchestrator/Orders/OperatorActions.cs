using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// Takes what an operator decides of an order to its saga. The command's id follows from the order and the
/// client's key, so that outbox, inbox and history all know a repeat; without a key it follows from the suspension, which
/// can be decided once. A decision that comes late finds the order in another state, and the saga ignores it.
/// </summary>
internal sealed class OperatorActions(NpgsqlDataSource dataSource)
{
    private const string Find =
        """
        SELECT o.trace_id, o.business_type, coalesce(s.state, $2), coalesce(s.last_sequence, 0), s.outcome IS NOT NULL
        FROM orders."order" o LEFT JOIN orders.saga s USING (order_id) WHERE o.order_id = $1
        """;

    // The inbox forgets after days, the history never.
    private const string WasObeyed = "SELECT EXISTS (SELECT FROM orders.order_event WHERE order_id = $1 AND causation_id = $2)";

    /// <summary>Returns when the command is committed, or why it is not.</summary>
    internal async Task<OperatorResult> DecideAsync(OperatorDecision decision, string? key, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await FindAsync(connection, decision.OrderId, cancellationToken) is not { } order)
            return new OperatorResult(OperatorOutcome.NotFound, null);
        var messageId = MessageIdOf(decision, key, order.Sequence);
        if (await RefusalAsync(connection, (decision.Action, order, messageId), cancellationToken) is { } refusal)
            return refusal;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var row = OutboxRow.ToQueue(OrderQueues.Saga, Command(decision, order, messageId));
        if (!await OutboxInsert.TryWriteAsync(connection, row, cancellationToken))
            return new OperatorResult(OperatorOutcome.Repeated, order.State);
        // A row with this id leaves the outbox only in the commit of its effect. So if there was one until now, the effect
        // is visible by now: only what is seen behind the insert tells whether this call is the first.
        var now = await FindAsync(connection, decision.OrderId, cancellationToken);
        if (await RefusalAsync(connection, (decision.Action, now!, messageId), cancellationToken) is { } late)
            return late;
        await transaction.CommitAsync(cancellationToken);
        return new OperatorResult(OperatorOutcome.Taken, order.State, order.Sequence);
    }

    /// <summary>The id of the command: who knows it can tell from the history what became of it.</summary>
    internal static Guid MessageIdOf(OperatorDecision decision, string? key, int sequence) =>
        // A cancellation is no decision of a suspension: the one must not pass for the other.
        HashedId.Of(decision.OrderId, (key, decision.Action) switch
        {
            (not null, _) => "key:" + key,
            (_, OperatorAction.Cancel) => "cancel:" + sequence.ToString(CultureInfo.InvariantCulture),
            _ => "suspension:" + sequence.ToString(CultureInfo.InvariantCulture),
        });

    private static async Task<OperatorResult?> RefusalAsync(
        NpgsqlConnection connection, (OperatorAction Action, FoundOrder Order, Guid MessageId) wish, CancellationToken cancellationToken)
    {
        if (await WasObeyedAsync(connection, wish.Order.OrderId, wish.MessageId, cancellationToken))
            return new OperatorResult(OperatorOutcome.Repeated, wish.Order.State);
        if (wish.Action == OperatorAction.Cancel)
            return CanCancel(wish.Order.State, wish.Order.IsEnding) ? null : new OperatorResult(OperatorOutcome.TooLate, wish.Order.State);
        return wish.Order.State == OrderStates.Suspended ? null : new OperatorResult(OperatorOutcome.NotSuspended, wish.Order.State);
    }

    /// <summary>Whether a cancellation would have an effect; as the transition table has it.</summary>
    internal static bool CanCancel(string state, bool isEnding) => !isEnding && !OrderStates.IsTerminal(state);

    private static async Task<FoundOrder?> FindAsync(NpgsqlConnection connection, Guid orderId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Find, connection);
        command.Parameters.AddValue(orderId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(OrderStates.Submitted, NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new FoundOrder(orderId, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), !reader.IsDBNull(4) && reader.GetBoolean(4))
            : null;
    }

    private static async Task<bool> WasObeyedAsync(NpgsqlConnection connection, Guid orderId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(WasObeyed, connection);
        command.Parameters.AddValue(orderId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(messageId, NpgsqlDbType.Uuid);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static OrderMessage Command(OperatorDecision decision, FoundOrder order, Guid messageId) => decision.Action switch
    {
        OperatorAction.Retry => new RetryStep
        {
            OrderId = decision.OrderId,
            MessageId = messageId,
            TraceId = order.TraceId,
            BusinessType = order.BusinessType,
            Operator = decision.Operator,
            Reason = decision.Reason,
        },
        OperatorAction.Skip => new SkipStep
        {
            OrderId = decision.OrderId,
            MessageId = messageId,
            TraceId = order.TraceId,
            BusinessType = order.BusinessType,
            Operator = decision.Operator,
            Reason = decision.Reason,
            Reference = decision.Reference ?? throw new ArgumentException("A skipped step needs a reference."),
        },
        OperatorAction.Compensate => new CompensateOrder
        {
            OrderId = decision.OrderId,
            MessageId = messageId,
            TraceId = order.TraceId,
            BusinessType = order.BusinessType,
            Operator = decision.Operator,
            Reason = decision.Reason,
        },
        OperatorAction.Cancel => new CancelOrder
        {
            OrderId = decision.OrderId,
            MessageId = messageId,
            TraceId = order.TraceId,
            BusinessType = order.BusinessType,
            Reason = decision.Reason,
        },
        _ => throw new InvalidOperationException($"No command is known for {decision.Action}."),
    };

    private sealed record FoundOrder(Guid OrderId, string TraceId, string BusinessType, string State, int Sequence, bool IsEnding);
}

/// <summary>What can be decided: of a suspended order, and, to cancel it, of any that has not ended and is not ending.</summary>
internal enum OperatorAction { Retry, Skip, Compensate, Cancel }

/// <summary>A decision: what, of which order, by whom and why; a skip with its proof.</summary>
internal sealed record OperatorDecision(OperatorAction Action, Guid OrderId, string Operator, string Reason, string? Reference);

/// <summary>What became of a decision.</summary>
internal enum OperatorOutcome { Taken, Repeated, NotSuspended, TooLate, NotFound }

/// <summary>What became of a decision.</summary>
/// <param name="Outcome">Whether it was taken.</param>
/// <param name="State">The state the order was in; null when there is no such order.</param>
/// <param name="Sequence">Where its history stood when the decision was taken; null when it was not.</param>
internal sealed record OperatorResult(OperatorOutcome Outcome, string? State, int? Sequence = null);
