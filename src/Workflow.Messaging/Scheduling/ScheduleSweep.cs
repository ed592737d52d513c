using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Scheduling;

/// <summary>
/// The clock of delayed work. Due messages move from the schedule to the outbox, where any instance with room takes
/// them; other due work registers as <see cref="IDueWork"/> and is asked with the same beat.
/// </summary>
internal sealed class ScheduleSweep(
    MessageStore store, IEnumerable<IDueWork> dueWork, IMessageTransport transport, IOptions<RelayOptions> options,
    ILogger<ScheduleSweep> logger) : BackgroundService
{
    // Moving is one statement: a message is scheduled or in the outbox, never both and never neither. Several
    // instances share the work, for each skips what another has locked.
    private const string Move =
        """
        WITH due AS (
            SELECT message_id FROM messaging.scheduled_message WHERE due_at <= $1
            ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM messaging.scheduled_message s USING due WHERE s.message_id = due.message_id RETURNING s.*)
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, headers, owner, created_at, attempts, next_at)
        SELECT message_id, order_id, destination, message_type, body, headers, NULL, now(), 0, now() FROM gone ORDER BY due_at
        ON CONFLICT (message_id) DO NOTHING
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await transport.WaitUntilReadyAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.SweepMilliseconds));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                RelayLog.SweepGoesOn(logger, error);
            }
        }
    }

    /// <summary>Lets everything leave that is due now.</summary>
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
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Work that becomes due by the clock and is found in the database.</summary>
public interface IDueWork
{
    /// <summary>Does what is due now, bounded in rows; called on every instance, so rows must be claimed.</summary>
    Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}
