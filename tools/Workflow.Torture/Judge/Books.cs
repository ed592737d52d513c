using Npgsql;
using Workflow.Demo.Hub;

namespace Workflow.Torture.Judge;

/// <summary>How far the work has come.</summary>
internal readonly record struct Standing(long Orders, long Ended, long Suspended, long Outbox, long Hub);

/// <summary>What the database says, asked on connections of its own: the server dies now and then.</summary>
internal sealed class Books(string database)
{
    private readonly string _database = new NpgsqlConnectionStringBuilder(database) { Pooling = false, Timeout = 15, CommandTimeout = 60 }.ConnectionString;

    public async Task<Standing> StandingAsync() => (await ReadAsync(
        """
        SELECT (SELECT count(*) FROM orders."order"),
            count(*) FILTER (WHERE state IN ('Completed', 'Rejected', 'Cancelled')),
            count(*) FILTER (WHERE state = 'Suspended'),
            (SELECT count(*) FROM messaging.outbox),
            (SELECT count(*) FROM messaging.hub)
        FROM orders.saga
        """,
        row => new Standing(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4))))[0];

    public Task<List<StoredOrder>> OrdersAsync() => ReadAsync(
        "SELECT o.idempotency_key, o.order_id, s.state FROM orders.\"order\" o LEFT JOIN orders.saga s USING (order_id)",
        row => new StoredOrder(row.IsDBNull(0) ? null : row.GetString(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetString(2)));

    /// <summary>What happened to each order, each in its order.</summary>
    public Task<List<HistoryLine>> HistoryAsync() => ReadAsync(HistoryLine.Select, HistoryLine.Read);

    public Task<List<Guid>> SuspendedAsync() => ReadAsync(
        "SELECT order_id FROM orders.saga WHERE state = 'Suspended' ORDER BY state_since LIMIT 100", row => row.GetGuid(0));

    public Task<List<Guid>> DeadLettersAsync() => ReadAsync("SELECT message_id FROM messaging.dead_letter", row => row.GetGuid(0));

    /// <summary>A poison message as one that waits to be sent.</summary>
    public async Task PutIntoOutboxAsync(Guid id, string queue, string type, byte[] body)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, created_at, attempts)
            VALUES ($1, $1, 'queue:' || $2, $3, $4, now(), 0)
            """,
            connection)
        {
            Parameters = { new() { Value = id }, new() { Value = queue }, new() { Value = type }, new() { Value = body } },
        };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What is left, for whoever has to find out why.</summary>
    public async Task<List<string>> LeftoversAsync() =>
    [
        .. await ReadAsync("SELECT 'saga ' || s::text FROM orders.saga s WHERE state NOT IN ('Completed', 'Rejected', 'Cancelled') ORDER BY state_since LIMIT 10", row => row.GetString(0)),
        .. await ReadAsync("SELECT 'no saga: ' || order_id || ' accepted ' || accepted_at FROM orders.\"order\" o WHERE NOT EXISTS (SELECT FROM orders.saga s WHERE s.order_id = o.order_id) LIMIT 10", row => row.GetString(0)),
        .. await ReadAsync(
            """
            SELECT concat_ws(' ', 'outbox', message_id, order_id, destination, message_type, 'owner', owner, 'attempts', attempts, next_at, last_error)
            FROM messaging.outbox ORDER BY position LIMIT 10
            """,
            row => row.GetString(0)),
        .. await ReadAsync(
            """
            SELECT concat_ws(' ', 'dead letter', message_id, destination, message_type, reason, attempts, error)
            FROM messaging.dead_letter d
            WHERE error NOT LIKE 'UnreadableMessageException%' OR (SELECT count(*) FROM messaging.dead_letter o WHERE o.message_id = d.message_id) > 1
            ORDER BY message_id LIMIT 20
            """,
            row => row.GetString(0)),
        .. await ReadAsync("SELECT 'instance ' || i::text || ' now ' || now() FROM messaging.instance i", row => row.GetString(0)),
    ];

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        return connection;
    }
}
