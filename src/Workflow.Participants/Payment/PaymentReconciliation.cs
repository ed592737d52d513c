using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Telemetry;

namespace Workflow.Participants.Payment;

/// <summary>
/// Finds payments that the gateway has owed an outcome for too long, or whose reversal is not finished, and has payment
/// ask. The saga's own retries settle nearly all of them before; this is for those that it has given up.
/// </summary>
internal sealed class PaymentReconciliation(TimeProvider time, IOptions<PaymentOptions> options) : IDueWork
{
    /// <summary>Payments that one beat takes up: what is claimed faster than the gateway answers would only queue.</summary>
    internal const int MaxRows = 100;

    /// <summary>What the gateway owes; an age that grows says that it does not answer.</summary>
    internal static readonly GaugeQuery Open = new(
        """
        SELECT status, count(*), greatest(0, coalesce(extract(epoch FROM now() - min(updated_at)), 0))
        FROM payments.payment WHERE status IN ('Pending', 'Unknown', 'Reversing') GROUP BY status
        """,
        ["workflow.status"],
        new("workflow.payments.open", "{payment}"), new("workflow.payments.open.age", "s"));

    // Moving the next look on claims the row. The wait is the time that the payment has been in its status, so that it
    // doubles with each look and needs no counter; it is not below the first wait, and an hour at most.
    private const string Claim =
        """
        WITH due AS (
            SELECT order_id FROM payments.payment
            WHERE status IN ('Pending', 'Unknown', 'Reversing') AND reconcile_at <= $1
            ORDER BY reconcile_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        UPDATE payments.payment p
        SET reconcile_at = $1 + LEAST(GREATEST($1 - updated_at, make_interval(secs => $3)), GREATEST(interval '1 hour', make_interval(secs => $3)))
        FROM due
        WHERE p.order_id = due.order_id
        RETURNING p.order_id, p.trace_id, p.business_type
        """;

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await ClaimAsync(connection, transaction, cancellationToken);
        await OutboxInsert.WriteAsync(connection, transaction, due, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<List<OutboxRow>> ClaimAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = new NpgsqlCommand(Claim, connection, transaction);
        command.Parameters.AddValue(now, NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(MaxRows, NpgsqlDbType.Integer);
        command.Parameters.AddValue(options.Value.ReconcileAfterSeconds, NpgsqlDbType.Double);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OutboxRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(OutboxRow.ToQueue(PaymentRegistration.Queue, new ReconcilePayment
            {
                OrderId = reader.GetGuid(0),
                MessageId = MessageIds.New(now),
                TraceId = reader.GetString(1),
                BusinessType = reader.GetString(2),
            }));
        }
        return rows;
    }
}
