using Npgsql;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>A migrated database with a table of effects, as the tests look at it from outside.</summary>
internal sealed class Database(string connectionString) : IAsyncDisposable
{
    // No unique key: an effect that happens twice is two rows. A poisonous text breaks a constraint.
    private const string Notes =
        """
        CREATE SCHEMA test;
        CREATE TABLE test.note (order_id uuid NOT NULL, text text NOT NULL CONSTRAINT not_poisonous CHECK (text <> 'poison'));
        CREATE TABLE test.counter (id uuid PRIMARY KEY, version integer NOT NULL, state text NOT NULL, count integer NOT NULL, timer uuid);
        CREATE TABLE test.counter_event (id uuid, sequence integer, causation_id uuid NOT NULL, PRIMARY KEY (id, sequence));
        """;

    internal string ConnectionString { get; } = connectionString;

    internal NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(connectionString);

    internal static async Task<Database> CreateAsync(string connectionString)
    {
        var database = new Database(connectionString);
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
