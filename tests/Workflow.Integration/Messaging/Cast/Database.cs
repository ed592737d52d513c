using Npgsql;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>A migrated database with a table of effects, as the tests look at it from outside.</summary>
internal sealed class Database(string connectionString, Uri? broker = null, bool handsOver = false) : IAsyncDisposable
{
    // No unique key: an effect that happens twice is two rows. A poisonous text breaks a constraint.
    private const string Notes =
        """
        CREATE SCHEMA test;
        CREATE TABLE test.note (order_id uuid NOT NULL, text text NOT NULL CONSTRAINT not_poisonous CHECK (text <> 'poison'));
        CREATE TABLE test.counter (id uuid PRIMARY KEY, version integer NOT NULL, state text NOT NULL, count integer NOT NULL, timer uuid);
        CREATE TABLE test.counter_event (id uuid, sequence integer, causation_id uuid NOT NULL, PRIMARY KEY (id, sequence));
        """;

    private const string NumberedLetters =
        """
        SELECT n, id, convert_to(replace(replace(
            '{"orderId":"ID","messageId":"ID","traceId":"0af7651916cd43dd8448eb211c80319c","businessType":"NORMAL","attempt":NUMBER}',
            'ID', id::text), 'NUMBER', n::text), 'UTF8') AS body
        FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $1) AS n) AS numbers
        """;

    internal string ConnectionString { get; } = connectionString;

    /// <summary>The broker between the instances on this database; null when messages stay in memory.</summary>
    internal Uri? Broker { get; } = broker;

    /// <summary>Whether the instances hand their messages straight to the consumers.</summary>
    internal bool HandsOver { get; } = handsOver;

    // A hundred thousand rows take long on a busy machine.
    internal NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 300 });

    internal static async Task<Database> CreateAsync(string connectionString, Uri? broker = null, bool handsOver = false)
    {
        var database = new Database(connectionString, broker, handsOver);
        await database.ExecuteAsync(Notes);
        return database;
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    internal async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    internal async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal async Task<List<T>> ReadAllAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    /// <summary>Puts letters 1 to <paramref name="count"/> into the outbox as somebody else's commit would.</summary>
    internal Task InsertLettersAsync(int count, Guid? owner = null) => ExecuteAsync(
        $"""
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, owner, attempts, created_at)
        SELECT id, id, 'queue:letters', 'release-stock.v1', body, $2::uuid, 0, now() FROM ({NumberedLetters}) AS letters ORDER BY n
        """,
        count, (object?)owner ?? DBNull.Value);

    /// <summary>Schedules letters 1 to <paramref name="count"/>, due in this order but stored in another.</summary>
    internal Task ScheduleLettersAsync(int count, TimeSpan delay) => ExecuteAsync(
        $"""
        INSERT INTO messaging.scheduled_message (message_id, order_id, due_at, destination, message_type, body)
        SELECT id, id, $2::timestamptz + n * interval '1 microsecond', 'queue:letters', 'release-stock.v1', body
        FROM ({NumberedLetters}) AS letters ORDER BY id
        """,
        count, DateTime.UtcNow + delay);

    /// <summary>No note can be written before the result is disposed.</summary>
    internal async Task<IAsyncDisposable> BlockNotesAsync()
    {
        var connection = await DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE test.note", connection);
        await command.ExecuteNonQueryAsync();
        // A closed connection is rolled back.
        return connection;
    }

    /// <summary>Waits until somebody waits for <see cref="BlockNotesAsync"/> to end.</summary>
    internal Task WaitUntilNotesAreAwaitedAsync() => Eventually.HoldsAsync(
        () => ReadAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'test.note'::regclass)"), "a note waits");

    internal Task<long> CountAsync(string table) => ReadAsync<long>($"SELECT count(*) FROM {table}");

    internal Task<List<string>> NotesAsync() => ReadAllAsync<string>("SELECT text FROM test.note");

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = DataSource.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
