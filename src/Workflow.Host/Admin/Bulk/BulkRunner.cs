using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Bulk;

/// <summary>
/// Works bulks off, on every instance: each turn one instance takes a bulk for a moment, gives its next commands, looks what
/// became of those before, and says when the next turn is, which keeps the rate. A command's id follows from bulk and order, so
/// a turn that its host did not survive is simply taken again.
/// </summary>
internal sealed partial class BulkRunner(NpgsqlDataSource dataSource, OperatorActions actions, ILogger<BulkRunner> logger) : BackgroundService
{
    private const int MostCommands = 100;
    private const int MostLooks = 500;

    // Longer than a turn takes; whose turn it was and who died, is followed after it.
    private const string Claim =
        """
        UPDATE admin.bulk SET next_at = now() + interval '15 seconds' WHERE bulk_id = (
            SELECT bulk_id FROM admin.bulk
            WHERE state IN ('running', 'paused', 'cancelled') AND finished_at IS NULL AND next_at <= now()
            ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING bulk_id, action, reason, reference, rate, operator, state
        """;

    private const string Pending =
        """
        SELECT i.position, i.order_id, i.step, s.state, s.step FROM admin.bulk_item i LEFT JOIN orders.saga s USING (order_id)
        WHERE i.bulk_id = $1 AND i.state = 'pending' ORDER BY i.looked_at, i.position LIMIT $2
        """;

    private const string Mark =
        """
        UPDATE admin.bulk_item SET state = $3, detail = $4, sequence = coalesce($5, sequence), sent_at = now(),
            settled_at = CASE WHEN $3 = 'sent' THEN NULL ELSE now() END
        WHERE bulk_id = $1 AND position = $2 AND state = 'pending'
        """;

    private const string Sent =
        """
        SELECT i.position, i.step, i.sequence, now() - i.sent_at, s.state, s.step, s.last_sequence, s.last_error
        FROM (SELECT * FROM admin.bulk_item WHERE bulk_id = $1 AND state = 'sent' ORDER BY looked_at NULLS FIRST, position LIMIT $2) AS i
        JOIN orders.saga s USING (order_id)
        """;

    private const string Settle =
        """
        UPDATE admin.bulk_item i SET state = coalesce(r.state, i.state), detail = coalesce(r.detail, i.detail), looked_at = now(),
            settled_at = CASE WHEN r.state IS NULL THEN NULL ELSE now() END
        FROM unnest($2, $3, $4) AS r(position, state, detail) WHERE i.bulk_id = $1 AND i.position = r.position AND i.state = 'sent'
        """;

    // A cancelled bulk ends when what it commanded is settled; a paused one never by itself.
    private const string EndTurn =
        """
        WITH open AS (SELECT EXISTS (SELECT FROM admin.bulk_item WHERE bulk_id = $1 AND state IN ('pending', 'sent')) AS is_open)
        UPDATE admin.bulk SET next_at = now() + make_interval(secs => $2),
            finished_at = CASE WHEN is_open THEN NULL ELSE now() END,
            state = CASE WHEN NOT is_open AND state = 'running' THEN 'finished' ELSE state END
        FROM open WHERE bulk_id = $1
        """;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Idle;
            try
            {
                wait = await TurnAsync(stoppingToken) ? Busy : Idle;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // A bulk is no reason to stop the host; its next turn begins where this one ended.
                LogFailed(logger, error.GetType().Name);
            }
            await Task.Delay(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One turn with one bulk; false when none is due.</summary>
    internal async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } bulk)
            return false;
        var commands = bulk.IsRunning ? await CommandAsync(bulk, cancellationToken) : 0;
        await SettleAsync(bulk, cancellationToken);
        await using var end = dataSource.CreateCommand(EndTurn);
        end.Parameters.AddValue(bulk.Id, NpgsqlDbType.Uuid);
        end.Parameters.AddValue(commands > 0 ? commands / (double)bulk.Rate : 0.5, NpgsqlDbType.Double);
        await end.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private async Task<Bulk?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Claim);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Bulk(
                reader.GetGuid(0), Enum.Parse<OperatorAction>(reader.GetString(1), ignoreCase: true), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt32(4), reader.GetString(5), reader.GetString(6) == "running")
            : null;
    }

    private async Task<int> CommandAsync(Bulk bulk, CancellationToken cancellationToken)
    {
        List<(int Position, Guid OrderId, string? Frozen, string? State, string? Step)> items = [];
        await using (var command = dataSource.CreateCommand(Pending))
        {
            command.Parameters.AddValue(bulk.Id, NpgsqlDbType.Uuid);
            command.Parameters.AddValue(Math.Clamp(bulk.Rate / 4, 1, MostCommands), NpgsqlDbType.Integer);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                items.Add((reader.GetInt32(0), reader.GetGuid(1), Text(reader, 2), Text(reader, 3), Text(reader, 4)));
        }
        foreach (var item in items)
        {
            // What is stuck elsewhere by now is not what the operator saw.
            if (item.State == OrderStates.Suspended && item.Step != item.Frozen)
                await MarkAsync(bulk, item.Position, (BulkItemStates.Refused, $"It is stuck at another step now: {item.Step}.", null), cancellationToken);
            else
                await CommandAsync(bulk, (item.Position, item.OrderId), cancellationToken);
        }
        return items.Count;
    }

    private async Task CommandAsync(Bulk bulk, (int Position, Guid OrderId) item, CancellationToken cancellationToken)
    {
        var decision = new OperatorDecision(bulk.Action, item.OrderId, bulk.Operator, bulk.Reason, bulk.Reference);
        var result = await actions.DecideAsync(decision, "bulk:" + bulk.Id, cancellationToken);
        var isSent = result.Outcome is OperatorOutcome.Taken or OperatorOutcome.Repeated;
        await MarkAsync(
            bulk, item.Position,
            isSent ? (BulkItemStates.Sent, null, result.Sequence) : (BulkItemStates.Refused, $"It had moved on by itself: {result.State ?? "gone"}.", null),
            cancellationToken);
    }

    private async Task MarkAsync(Bulk bulk, int position, (string State, string? Detail, int? Sequence) mark, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Mark);
        command.Parameters.AddValue(bulk.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(position, NpgsqlDbType.Integer);
        command.Parameters.AddValue(mark.State, NpgsqlDbType.Text);
        command.Parameters.AddValue((object?)mark.Detail ?? DBNull.Value, NpgsqlDbType.Text);
        command.Parameters.AddValue((object?)mark.Sequence ?? DBNull.Value, NpgsqlDbType.Integer);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task SettleAsync(Bulk bulk, CancellationToken cancellationToken)
    {
        List<(int Position, (string State, string Detail)? Verdict)> looked = [];
        await using (var command = dataSource.CreateCommand(Sent))
        {
            command.Parameters.AddValue(bulk.Id, NpgsqlDbType.Uuid);
            command.Parameters.AddValue(MostLooks, NpgsqlDbType.Integer);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                looked.Add((reader.GetInt32(0), BulkVerdict.Of(
                    bulk.Action, (Text(reader, 1), reader.GetInt32(2)), (reader.GetString(4), Text(reader, 5), reader.GetInt32(6), Text(reader, 7)),
                    reader.GetTimeSpan(3))));
        }
        if (looked.Count == 0)
            return;
        await using var settle = dataSource.CreateCommand(Settle);
        settle.Parameters.AddValue(bulk.Id, NpgsqlDbType.Uuid);
        settle.Parameters.AddColumn(looked, item => item.Position, NpgsqlDbType.Integer);
        settle.Parameters.AddColumn(looked, item => item.Verdict?.State, NpgsqlDbType.Text);
        settle.Parameters.AddColumn(looked, item => item.Verdict?.Detail, NpgsqlDbType.Text);
        await settle.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    [LoggerMessage(2101, LogLevel.Warning, "A turn of a bulk action failed and is taken again: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);

    private sealed record Bulk(Guid Id, OperatorAction Action, string Reason, string? Reference, int Rate, string Operator, bool IsRunning);
}
