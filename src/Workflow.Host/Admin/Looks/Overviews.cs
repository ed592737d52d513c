using System.Diagnostics;
using System.Security.Claims;
using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Orders;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Looks;

/// <summary>The whole at a glance. However many look, it is read once in two seconds, and less often when that takes long.</summary>
internal sealed class Overviews(NpgsqlDataSource dataSource, TimeProvider time) : IDisposable
{
    private const int FlowSeconds = 10;

    private const string States =
        "SELECT state, count(*), min(state_since) FROM orders.saga WHERE finished_at IS NULL GROUP BY state";

    // The minutes that are counted, and those since.
    private const string Ended =
        """
        SELECT state, sum(n)::bigint, NULL::timestamptz FROM (
            SELECT state, orders AS n FROM admin.finished_minute
            UNION ALL
            SELECT state, count(*) FROM orders.saga
            WHERE finished_at IS NOT NULL AND state IN ('Completed', 'Cancelled', 'Rejected')
                AND finished_at >= coalesce((SELECT max(minute) + interval '1 minute' FROM admin.finished_minute), '-infinity')
            GROUP BY state) AS parts
        GROUP BY state
        """;

    private static readonly string Flows =
        $"""
        SELECT type, state, count(*) FROM orders.order_event WHERE occurred_at > now() - interval '{FlowSeconds} seconds' AND occurred_at <= now() GROUP BY type, state
        """;

    private const string Hour =
        "SELECT minute, state, orders FROM admin.finished_minute WHERE minute >= now() - interval '1 hour' ORDER BY minute, state";

    private const string Numbers =
        """
        SELECT (SELECT count(*) FROM orders."order" WHERE order_id >= $1),
            (SELECT count(*) FROM orders.saga WHERE finished_at IS NOT NULL AND state IN ('Completed', 'Cancelled', 'Rejected') AND finished_at > now() - interval '1 minute'),
            (SELECT count(*) FROM (SELECT FROM messaging.outbox LIMIT 10000) AS counted),
            (SELECT created_at FROM messaging.outbox ORDER BY position LIMIT 1),
            (SELECT count(*) FROM (SELECT FROM messaging.scheduled_message LIMIT 10000) AS counted),
            (SELECT count(*) FROM (SELECT FROM messaging.dead_letter WHERE state = 'open' LIMIT 10000) AS counted)
        """;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1);
    private Overview? _last;
    private long _readAt;
    private TimeSpan _keep;

    public void Dispose() => _one.Dispose();

    internal async Task<Overview> ReadAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || Stopwatch.GetElapsedTime(_readAt) > _keep)
            {
                var began = Stopwatch.GetTimestamp();
                _last = await ReadAsync(cancellationToken);
                _readAt = Stopwatch.GetTimestamp();
                _keep = LookRest.After(Stopwatch.GetElapsedTime(began, _readAt), Fresh);
            }
            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Overview> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.UseOneCoreAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { States, Ended, Flows, Hour, Numbers })
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        batch.BatchCommands[^1].Parameters.AddValue(OrderWalk.FirstIdOf(now.AddMinutes(-1)), NpgsqlDbType.Uuid);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var states = await RowsAsync(reader, StateOf, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        states.AddRange(await RowsAsync(reader, StateOf, cancellationToken));
        await reader.NextResultAsync(cancellationToken);
        var flows = await RowsAsync(reader, row => new Flow(row.GetString(0), row.GetString(1), row.GetInt64(2) / (double)FlowSeconds), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var hour = await RowsAsync(reader, row => new MinuteCount(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetInt64(2)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Overview(
            now, states, flows, reader.GetInt64(0) / 60.0, reader.GetInt64(1) / 60.0, hour, reader.GetInt64(2),
            reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    private static StateCount StateOf(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2));

    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
