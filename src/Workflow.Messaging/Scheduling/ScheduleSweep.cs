using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Scheduling;

/// <summary>
/// Finds what is due by the clock. Due messages move from the schedule to the outbox, where any instance with room takes
/// them; other due work registers as <see cref="IDueWork"/> and is asked with the same sweep.
/// </summary>
internal sealed class ScheduleSweep(MessageStore store, IEnumerable<IDueWork> dueWork, IOptions<RelayOptions> options)
{
    // Moving is one statement: a message is scheduled or in the outbox, never both and never neither. Should two
    // instances sweep at once, each skips what the other has locked. No more moves than the outbox has room for.
    private const string Move =
        $"""
        WITH due AS (
            SELECT message_id FROM messaging.scheduled_message WHERE due_at <= $1
            ORDER BY due_at LIMIT least($2, {DueRoom.Sql}) FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM messaging.scheduled_message s USING due WHERE s.message_id = due.message_id RETURNING s.*)
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, headers, owner, created_at, attempts, next_at)
        SELECT message_id, order_id, destination, message_type, body, headers, NULL, now(), 0, least(due_at, now()) FROM gone ORDER BY due_at
        ON CONFLICT (message_id) DO NOTHING
        """;

    /// <summary>Lets everything leave that is due now and has room.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        while (await MoveAsync(connection, cancellationToken) == options.Value.SweepBatch)
        {
            // Another full batch may be due.
        }
        foreach (var work in dueWork)
            await work.RunAsync(connection, cancellationToken);
    }

    private async Task<int> MoveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Move, connection);
        command.Parameters.AddValue(store.Time.GetUtcNow(), NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(options.Value.SweepBatch, NpgsqlDbType.Integer);
        command.Parameters.AddValue(options.Value.DueBacklog, NpgsqlDbType.Integer);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Work that becomes due by the clock and is found in the database.</summary>
public interface IDueWork
{
    /// <summary>
    /// Does what is due now, bounded in rows. Asked on one instance of the cluster, but a frozen one that comes back may
    /// ask beside it: so rows must be claimed.
    /// </summary>
    Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}
