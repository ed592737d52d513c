using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Orders;

/// <summary>What is known of an order beside its saga: messages on their way, dead letters, and the participants' rows.</summary>
internal sealed class OrderSurroundings(NpgsqlDataSource dataSource, DeadLetterQuery letters)
{
    // Queues have no index by order, for that would cost every message. The oldest rows are searched, where what is stuck is.
    private const int Searched = 50_000;
    private const int MaxLetters = 100;

    private static readonly string OutboxRows =
        $"""
        SELECT message_id, destination, message_type, created_at, attempts, next_at, last_error, n FROM (
            SELECT order_id, message_id, destination, message_type, created_at, attempts, next_at, last_error, position, count(*) OVER () AS n
            FROM (SELECT * FROM messaging.outbox ORDER BY position LIMIT {Searched}) AS oldest) AS counted
        WHERE order_id = $1 ORDER BY position LIMIT 200
        """;

    private static readonly string ScheduledRows =
        $"""
        SELECT message_id, destination, message_type, due_at, 0, due_at, NULL::text, 0::bigint
        FROM (SELECT * FROM messaging.scheduled_message ORDER BY due_at LIMIT {Searched}) AS first
        WHERE order_id = $1 ORDER BY due_at LIMIT 200
        """;

    private const string StockRow = "SELECT status, NULL::text, reason, decided_at, NULL::timestamptz FROM stock.reservation WHERE order_id = $1";
    private const string PaymentRow =
        """
        SELECT status, reference, reason, updated_at, CASE WHEN status IN ('Pending', 'Unknown', 'Reversing') THEN reconcile_at END
        FROM payments.payment WHERE order_id = $1
        """;

    private const string ShipmentRow = "SELECT status, tracking_number, reason, decided_at, NULL::timestamptz FROM shipments.shipment WHERE order_id = $1";

    internal async Task<OrderAround> ReadAsync(Guid orderId, CancellationToken cancellationToken)
    {
        // Resolved ones too: they are part of what happened.
        List<DeadLetterLine> dead = [];
        foreach (var state in new[] { DeadLetterState.Open, DeadLetterState.Resent, DeadLetterState.Dropped })
            dead.AddRange(await letters.ListAsync(new DeadLetterFilter { State = state, OrderId = orderId }, null, MaxLetters, cancellationToken));
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { OutboxRows, ScheduledRows, StockRow, PaymentRow, ShipmentRow })
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddValue(orderId, NpgsqlDbType.Uuid);
            batch.BatchCommands.Add(command);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (outbox, isComplete) = await MessagesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var (scheduled, _) = await MessagesAsync(reader, cancellationToken);
        var participants = new OrderParticipants(
            await RecordAsync(reader, cancellationToken), await RecordAsync(reader, cancellationToken), await RecordAsync(reader, cancellationToken));
        return new OrderAround(new OrderMessagesView(outbox, scheduled, dead, isComplete), participants);
    }

    private static async Task<(List<WaitingMessage> Messages, bool IsComplete)> MessagesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<WaitingMessage> messages = [];
        var searched = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            searched = reader.GetInt64(7);
            messages.Add(new WaitingMessage(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
        return (messages, searched < Searched);
    }

    private static async Task<ParticipantRecord?> RecordAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ParticipantRecord(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4))
            : null;
    }
}

/// <summary>What is around an order.</summary>
internal sealed record OrderAround(OrderMessagesView Messages, OrderParticipants Participants)
{
    /// <summary>What a resend would send.</summary>
    internal int StuckMessages => Messages.DeadLetters.Count(letter => letter.State == DeadLetterState.Open) + Messages.Outbox.Count(message => message.Attempts > 0);
}
