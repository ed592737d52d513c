using Npgsql;

namespace Workflow.Integration.Processes;

/// <summary>What the database says; each question on a connection of its own, because servers die here.</summary>
internal static class Books
{
    private const string Ended = "state IN ('Completed', 'Rejected', 'Cancelled', 'Suspended')";

    /// <summary>Waits until every order has come to an end, or to an operator, and every message has been delivered.</summary>
    public static Task BeQuietAsync(string database, int orders) => Until.TrueAsync(
        async () => await AskAsync(database,
            $"""
            SELECT (SELECT count(*) FROM orders.saga WHERE {Ended}) = {orders}
                AND NOT EXISTS (SELECT FROM orders.saga WHERE NOT {Ended}) AND NOT EXISTS (SELECT FROM messaging.outbox)
            """) is true,
        () => StandingAsync(database));

    /// <summary>Exactly the orders that were acknowledged, each once, under its key.</summary>
    public static async Task HoldExactlyAsync(string database, Customers customers)
    {
        var stored = await ListAsync(database, "SELECT idempotency_key || ' ' || order_id FROM orders.\"order\"");
        Assert.Equal(
            customers.Orders.Select(order => $"{order.Key} {customers.Accepted[order.Key]}").Order(StringComparer.Ordinal),
            stored.Order(StringComparer.Ordinal));
    }

    public static async Task<Dictionary<string, long>> StatesAsync(string database) =>
        (await ListAsync(database, "SELECT state || ' ' || count(*) FROM orders.saga GROUP BY state"))
        .Select(line => line.Split(' ')).ToDictionary(words => words[0], words => long.Parse(words[1]));

    public static async Task<object?> AskAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<List<string>> ListAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<string> StandingAsync(string database)
    {
        List<string> lines =
        [
            .. await ListAsync(database, "SELECT 'saga: ' || state || ' ' || count(*) FROM orders.saga GROUP BY state"),
            .. await ListAsync(database, $"SELECT 'open: ' || s::text FROM orders.saga s WHERE NOT {Ended} ORDER BY state_since LIMIT 5"),
            .. await ListAsync(database,
                """
                SELECT 'outbox: ' || concat_ws(' ', message_id, order_id, destination, message_type, 'owner', owner, 'attempts', attempts, next_at, last_error)
                FROM messaging.outbox ORDER BY position LIMIT 5
                """),
            .. await ListAsync(database, "SELECT 'instance: ' || i::text || ' now ' || now() FROM messaging.instance i"),
            .. await ListAsync(database, "SELECT 'orders: ' || count(*) FROM orders.\"order\""),
        ];
        return string.Join('\n', lines);
    }
}
