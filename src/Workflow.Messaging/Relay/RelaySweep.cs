using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Relay;

/// <summary>
/// The slow path of the outbox, so that nothing depends on memory: sends what waits for room, what is due again after a
/// failure, what a dead instance left and what this instance forgot; notes failures; removes what has arrived when no
/// commit came by to do it.
/// </summary>
internal sealed class RelaySweep(
    OutboxWindow window, IMessageTransport transport, InstanceHeartbeat heartbeat, NpgsqlDataSource dataSource, IOptions<RelayOptions> options,
    ILogger<RelaySweep> logger) : BackgroundService
{
    // What is due goes before new orders, in due order, and leaves them their share ($3) while some wait: neither a
    // backlog of orders holds the timers up, nor a flood of timers the orders. Orders that wait in memory came first ($4).
    private const string Claim =
        $"""
        WITH due AS (
            SELECT message_id FROM messaging.outbox WHERE owner IS NULL AND next_at <= now()
            ORDER BY next_at, position LIMIT $2 - $3 FOR UPDATE SKIP LOCKED),
        fresh AS (
            SELECT message_id FROM messaging.outbox WHERE owner IS NULL AND next_at IS NULL
            ORDER BY position LIMIT CASE WHEN $4 THEN $2 - (SELECT count(*) FROM due) ELSE 0 END FOR UPDATE SKIP LOCKED)
        UPDATE messaging.outbox SET owner = $1
        WHERE message_id IN (SELECT message_id FROM due UNION ALL SELECT message_id FROM fresh)
        RETURNING {OutboxTable.Columns}, position
        """;

    // A join, which can hash: an array that is a parameter would be read from one end to the other for each row.
    private const string IsUnknown = "NOT EXISTS (SELECT FROM unnest($2) AS known(id) WHERE known.id = message_id)";

    // A row of a live owner is on its way; this instance's own rows that its memory does not know were forgotten in a
    // commit whose answer was lost, or did not fit into the ring.
    private const string Forgotten =
        $"""
        SELECT {OutboxTable.Columns}, position FROM messaging.outbox
        WHERE owner = $1 AND created_at < now() - interval '5 seconds' AND {IsUnknown} ORDER BY position LIMIT $3
        """;

    // What was on its way is due since it was written: it goes before timers that fell due later, and before new orders.
    private const string Abandon =
        """
        UPDATE messaging.outbox SET owner = NULL, next_at = coalesce(next_at, created_at)
        WHERE owner IS NOT NULL AND owner <> $1 AND NOT EXISTS (
            SELECT FROM messaging.instance i
            WHERE i.instance_id = owner AND (i.heartbeat_at > now() - make_interval(secs => $2) OR NOT $3))
        """;

    private const string Retry =
        """
        UPDATE messaging.outbox o SET owner = NULL, attempts = o.attempts + 1, next_at = now() + make_interval(secs => f.delay), last_error = f.error
        FROM unnest($1, $2, $3) AS f(id, delay, error) WHERE o.message_id = f.id
        """;

    // A broker keeps what it was given, unless it loses its disk or a queue is deleted: what was sent and has long not
    // been consumed is sent again, and its consumer knows it by its id. Each time it waits twice as long as before: the
    // queue may just be long, and copies would make it longer.
    private const string Redeliver =
        $"""
        UPDATE messaging.outbox SET next_at = now()
        WHERE message_id IN (
            SELECT message_id FROM messaging.outbox
            WHERE owner = $1 AND greatest(created_at, next_at) < now() - greatest(make_interval(secs => $4), next_at - created_at)
                AND {IsUnknown}
            ORDER BY position LIMIT $3)
        RETURNING {OutboxTable.Columns}, position
        """;

    private const string Count =
        """
        SELECT count(*) FILTER (WHERE owner IS NULL AND next_at IS NULL), count(*) FILTER (WHERE owner = $1) FROM messaging.outbox
        """;

    // A look goes through the whole outbox, which a backlog of new orders makes long: one that took long is not repeated at once.
    private const int LooksApart = 4;
    private long _nextSlow;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await transport.WaitUntilReadyAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.SweepMilliseconds));
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                RelayLog.SweepGoesOn(logger, error);
            }
        }
        while (await timer.TickAsync(stoppingToken));
    }

    /// <summary>One pass: it returns when what it found is written down, or on its way to the sender.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await NoteFailuresAsync(connection, cancellationToken);
        await RemoveSettledAsync(connection, cancellationToken);
        if (Environment.TickCount64 >= _nextSlow)
        {
            var began = Environment.TickCount64;
            try
            {
                await AdoptAsync(connection, cancellationToken);
            }
            finally
            {
                _nextSlow = began + Math.Clamp(LooksApart * (Environment.TickCount64 - began), 1_000, 10_000);
            }
        }
        window.SendWaiting();
        while (window.Room > 0 && await ClaimAsync(connection, Math.Min(window.Room, options.Value.SweepBatch), cancellationToken))
        {
            // Another full batch may be waiting.
        }
    }

    /// <summary>Takes rows without an owner, those of new orders only when none waits in memory; true when a full batch was there.</summary>
    private async Task<bool> ClaimAsync(NpgsqlConnection connection, int limit, CancellationToken cancellationToken)
    {
        var (stored, mayStart) = (window.Stored, !window.IsAnyWaiting);
        await using var command = new NpgsqlCommand(Claim, connection);
        command.Parameters.AddValue(window.Instance.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(limit, NpgsqlDbType.Integer);
        command.Parameters.AddValue(mayStart ? (int)Math.Min(stored, ShareOfOrders(limit)) : 0, NpgsqlDbType.Integer);
        command.Parameters.AddValue(mayStart, NpgsqlDbType.Boolean);
        var taken = (await SendAllAsync(command, cancellationToken)).Count;
        if (mayStart && taken < limit)
            window.Drained(stored);
        return taken == limit;
    }

    // A quarter, rounded: of two the orders have one, of one none.
    private static int ShareOfOrders(int limit) => (limit + 2) / 4;

    private async Task AdoptAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.UseOneCoreAsync(cancellationToken);
        await using var abandon = new NpgsqlCommand(Abandon, connection);
        abandon.Parameters.AddValue(window.Instance.Id, NpgsqlDbType.Uuid);
        abandon.Parameters.AddValue((double)options.Value.InstanceTimeoutSeconds, NpgsqlDbType.Double);
        abandon.Parameters.AddValue(heartbeat.IsSteady, NpgsqlDbType.Boolean);
        var adopted = await abandon.ExecuteNonQueryAsync(cancellationToken);
        if (adopted > 0)
            RelayLog.TookOver(logger, adopted);

        await using var forgotten = new NpgsqlCommand(window.IsBroker ? Redeliver : Forgotten, connection);
        forgotten.Parameters.AddValue(window.Instance.Id, NpgsqlDbType.Uuid);
        forgotten.Parameters.AddArray(window.KnownMessages(), NpgsqlDbType.Uuid);
        forgotten.Parameters.AddValue(options.Value.SweepBatch, NpgsqlDbType.Integer);
        if (window.IsBroker)
            forgotten.Parameters.AddValue((double)options.Value.RedeliverSeconds, NpgsqlDbType.Double);
        var again = await SendAllAsync(forgotten, cancellationToken);
        if (again.Count > 0)
            RelayLog.SentAgain(logger, again.Count);
        if (window.IsBroker)
            again.ForEach(row => window.NoteUnheard(row.DestinationName));
        RelayMetrics.Repeated(adopted + again.Count);
        await CountAsync(connection, cancellationToken);
    }

    private async Task CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var before = window.Owned;
        await using var count = new NpgsqlCommand(Count, connection);
        count.Parameters.AddValue(window.Instance.Id, NpgsqlDbType.Uuid);
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        window.CountBacklog(reader.GetInt64(0));
        window.CountOwned(reader.GetInt64(1), before);
    }

    private async Task<List<OutboxRow>> SendAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<(long Position, OutboxRow Row)> read = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                read.Add((reader.GetInt64(7), OutboxTable.Read(reader)));
        }
        // UPDATE ... RETURNING keeps no order.
        List<OutboxRow> rows = [.. read.OrderBy(entry => entry.Position).Select(entry => entry.Row)];
        rows.ForEach(window.Send);
        return rows;
    }

    private async Task RemoveSettledAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (window.HasSettled)
        {
            var change = window.Plan([]);
            try
            {
                await using var delete = new NpgsqlCommand("DELETE FROM messaging.outbox WHERE message_id = ANY($1)", connection);
                delete.Parameters.AddArray(change.Settled, NpgsqlDbType.Uuid);
                await delete.ExecuteNonQueryAsync(cancellationToken);
            }
            catch
            {
                window.RolledBack(change);
                throw;
            }
            window.Committed(change);
        }
    }

    private async Task NoteFailuresAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var failures = window.TakeFailures();
        if (failures.Count == 0)
            return;
        var (dead, again) = (failures.FindAll(IsDead), failures.FindAll(failure => !IsDead(failure)));
        try
        {
            await RetryAsync(connection, again, cancellationToken);
            await DeadLetterTable.MoveAsync(connection, dead, cancellationToken);
        }
        catch
        {
            window.PutBack(failures);
            throw;
        }
        RelayMetrics.Failed(failures.Count);
        foreach (var failure in dead)
            RelayLog.DeadLetter(
                logger, failure.Row.MessageId, failure.Row.MessageType, failure.Row.OrderId, MessageBodies.TraceIdOf(failure.Row.Body),
                failure.Row.Attempts + 1, failure.Error.Message);
        failures.ForEach(failure => window.Forget(failure.Row.MessageId));
    }

    private bool IsDead(OutboxFailure failure) =>
        failure.Row.Attempts + 1 >= options.Value.MaxAttempts || failure.Error is UnreadableMessageException;

    private async Task RetryAsync(NpgsqlConnection connection, List<OutboxFailure> failures, CancellationToken cancellationToken)
    {
        if (failures.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Retry, connection);
        command.Parameters.AddColumn(failures, failure => failure.Row.MessageId, NpgsqlDbType.Uuid);
        command.Parameters.AddArray(failures.ConvertAll(Delay).ToArray(), NpgsqlDbType.Double);
        command.Parameters.AddColumn(failures, failure => DeadLetterTable.Describe(failure.Error), NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private double Delay(OutboxFailure failure) => Backoff.After(
        failure.Row.Attempts + 1, options.Value.BackoffBaseSeconds, options.Value.BackoffCapSeconds, 0.2, Random.Shared.NextDouble()).TotalSeconds;
}
