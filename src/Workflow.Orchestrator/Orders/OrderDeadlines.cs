using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Scheduling;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// Finds steps whose answer is overdue and tells their sagas. The deadline is a column of the saga, so that an order
/// that goes well schedules nothing that would have to be removed again.
/// </summary>
internal sealed class OrderDeadlines(TimeProvider time, IOptions<RelayOptions> options) : IDueWork
{
    private const int MaxRows = 500;

    // An order with a message on its way in here is not kept waiting by a participant but by us: a broker that is away, or
    // more work than the machine can do. To try its step again would only add to that. A message that fails or hangs
    // does not count, or its order would wait for ever.
    // Moving the deadline on claims the row: another instance, or the next sweep, does not tell the saga again while
    // the message is under way. The saga's version stays, for the saga itself has not changed.
    private const string Claim =
        $"""
        WITH due AS (
            SELECT order_id FROM orders.saga WHERE deadline_at <= $1
            ORDER BY deadline_at LIMIT least($2, {DueRoom.Sql}) FOR UPDATE SKIP LOCKED),
        under_way AS MATERIALIZED (
            SELECT order_id FROM messaging.outbox WHERE attempts = 0 AND created_at > now() - interval '5 minutes'),
        judged AS (SELECT order_id, order_id IN (SELECT order_id FROM under_way) AS is_ours FROM due)
        UPDATE orders.saga s SET deadline_at = CASE WHEN j.is_ours THEN $5 ELSE $4 END
        FROM judged j JOIN orders."order" o USING (order_id)
        WHERE s.order_id = j.order_id
        RETURNING s.order_id, s.step, s.attempt, o.trace_id, o.business_type, s.last_sequence, j.is_ours
        """;

    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan NextLookAtOurs = TimeSpan.FromSeconds(2);

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (await TellAsync(connection, cancellationToken) == MaxRows)
        {
            // Another full batch may be overdue.
        }
    }

    private async Task<int> TellAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (looked, overdue) = await ClaimAsync(connection, transaction, cancellationToken);
        await OutboxInsert.WriteAsync(connection, transaction, overdue, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return looked;
    }

    private async Task<(int Looked, List<OutboxRow> Overdue)> ClaimAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = new NpgsqlCommand(Claim, connection, transaction);
        command.Parameters.AddValue(now, NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(MaxRows, NpgsqlDbType.Integer);
        command.Parameters.AddValue(options.Value.DueBacklog, NpgsqlDbType.Integer);
        command.Parameters.AddValue(now + NextLook, NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(now + NextLookAtOurs, NpgsqlDbType.TimestampTz);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var looked = 0;
        List<OutboxRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            looked++;
            if (reader.GetBoolean(6))
                continue;
            rows.Add(OutboxRow.ToQueue(OrderQueues.Saga, new StepTimedOut
            {
                OrderId = reader.GetGuid(0),
                // Told again before it was heard, it is the same message.
                MessageId = HashedId.Of(reader.GetGuid(0), $"timeout {reader.GetInt32(5)}"),
                Step = reader.GetString(1),
                Attempt = reader.GetInt32(2),
                TraceId = reader.GetString(3),
                BusinessType = reader.GetString(4),
            }));
        }
        return (looked, rows);
    }
}
