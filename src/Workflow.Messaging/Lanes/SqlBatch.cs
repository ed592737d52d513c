using Npgsql;
using NpgsqlTypes;

namespace Workflow.Messaging.Lanes;

/// <summary>
/// Statements that travel to the database in one round trip, each with what to do with its rows.
/// Values are always parameters, most of them arrays: one statement serves a whole batch of units.
/// </summary>
public sealed class SqlBatch(NpgsqlConnection connection, int timeoutSeconds)
{
    private readonly List<Func<NpgsqlDataReader, CancellationToken, Task>?> _readers = [];
    private NpgsqlBatch? _batch;
    private NpgsqlTransaction? _transaction;

    /// <summary>The lane's connection, for what does its own reading and writing in <see cref="Transaction"/>.</summary>
    internal NpgsqlConnection Connection => connection;

    /// <summary>The transaction of this try.</summary>
    internal NpgsqlTransaction? Transaction => _transaction;

    /// <summary>Adds a statement; <paramref name="read"/> is called with the reader placed on its result set.</summary>
    public NpgsqlParameterCollection Add(string sql, Func<NpgsqlDataReader, CancellationToken, Task>? read = null)
    {
        _batch ??= new NpgsqlBatch(connection) { Timeout = timeoutSeconds };
        var command = new NpgsqlBatchCommand(sql);
        _batch.BatchCommands.Add(command);
        _readers.Add(read);
        return command.Parameters;
    }

    /// <summary>Opens the transaction; it costs no round trip of its own.</summary>
    internal async Task BeginAsync(CancellationToken cancellationToken) =>
        _transaction = await connection.BeginTransactionAsync(cancellationToken);

    /// <summary>Sends what was added since the last call, and reads the answers in order.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_batch is null)
            return;
        await using var batch = _batch;
        _batch = null;
        batch.Transaction = _transaction;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            foreach (var read in _readers)
                await ReadAsync(reader, read, cancellationToken);
        }
        _readers.Clear();
    }

    internal async Task CommitAsync(CancellationToken cancellationToken) =>
        await _transaction!.CommitAsync(cancellationToken);

    internal async ValueTask EndAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        _transaction = null;
    }

    private static async Task ReadAsync(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, CancellationToken, Task>? read, CancellationToken cancellationToken)
    {
        // Statements without a result set do not appear in the reader, so only those with one have a callback.
        if (read is null)
            return;
        await read(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
    }
}

/// <summary>Array parameters for set-based statements.</summary>
public static class SqlParameters
{
    /// <summary>Adds a one-dimensional array of <paramref name="elementType"/>.</summary>
    public static void AddArray<T>(this NpgsqlParameterCollection parameters, T[] values, NpgsqlDbType elementType) =>
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | elementType });

    /// <summary>Adds one value.</summary>
    public static void AddValue<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
}
