using Npgsql;

namespace Workflow.Benchmarks.World;

/// <summary>What the database says about the orders.</summary>
internal static class OrderBooks
{
    /// <summary>Orders that were completed between the two moments; from the times that were committed with them.</summary>
    public static async Task<long> CompletedAsync(NpgsqlDataSource database, DateTime from, DateTime to)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM orders.saga WHERE state = 'Completed' AND finished_at >= $1 AND finished_at < $2");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = to });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Completed orders for each second after a moment.</summary>
    public static async Task<List<(double Second, double Count)>> CompletedPerSecondAsync(NpgsqlDataSource database, DateTime from)
    {
        await using var command = database.CreateCommand(
            """
            SELECT floor(extract(epoch FROM finished_at - $1))::float8 AS second, count(*)::float8
            FROM orders.saga WHERE state = 'Completed' AND finished_at >= $1 GROUP BY 1 ORDER BY 1
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from });
        await using var rows = await command.ExecuteReaderAsync();
        List<(double, double)> seconds = [];
        while (await rows.ReadAsync())
            seconds.Add((rows.GetDouble(0), rows.GetDouble(1)));
        return seconds;
    }

    /// <summary>Those of the given orders that have ended.</summary>
    public static async Task<List<Guid>> EndedAsync(NpgsqlDataSource database, Guid[] orders, CancellationToken stop)
    {
        await using var command = database.CreateCommand("SELECT order_id FROM orders.saga WHERE order_id = ANY($1) AND finished_at IS NOT NULL");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = orders });
        await using var rows = await command.ExecuteReaderAsync(stop);
        List<Guid> ended = [];
        while (await rows.ReadAsync(stop))
            ended.Add(rows.GetGuid(0));
        return ended;
    }

    /// <summary>Orders, ended ones, and messages that wait. Reads the whole tables: for the end of a run.</summary>
    public static async Task<(long Orders, long Ended, long Outbox)> StandingAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT count(*) FROM orders."order"), (SELECT count(*) FROM orders.saga WHERE finished_at IS NOT NULL), (SELECT count(*) FROM messaging.outbox)
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    /// <summary>Orders that the saga does not know or has not ended; cheap as long as few run, whatever has ended before.</summary>
    public static async Task<bool> AnyRunningAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            "SELECT EXISTS (SELECT FROM messaging.outbox WHERE destination LIKE 'queue:%') OR EXISTS (SELECT FROM orders.saga WHERE finished_at IS NULL AND state <> 'Suspended')");
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>How many orders are in which state, for the message of a failure.</summary>
    public static async Task<string> StatesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            SELECT string_agg(state || ': ' || n, ', ') FROM (
                SELECT coalesce(s.state, 'not started') AS state, count(*) AS n
                FROM orders."order" o LEFT JOIN orders.saga s USING (order_id) GROUP BY 1) states
            """);
        return await command.ExecuteScalarAsync() as string ?? "no order";
    }
}
