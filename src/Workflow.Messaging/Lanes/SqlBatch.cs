using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Workflow.Messaging.Lanes;

/// <summary>
/// Statements that travel to the database in one round trip, each with what to do with its rows.
/// Values are always parameters, most of them arrays: one statement serves a whole batch of units.
/// </summary>
/// <remarks>
/// What is committed in the same round trip needs neither BEGIN nor COMMIT: PostgreSQL takes all that comes before a Sync for one
/// transaction, which an error anywhere undoes. Only statements whose answers are needed before the commit open a transaction, and they
/// take BEGIN with them; as a query of its own it would be answered by itself, which wakes the caller once more.
/// </remarks>
public sealed class SqlBatch(NpgsqlConnection connection, int timeoutSeconds)
{
    // It costs a look at each unique index before, and a second record in the log after each row.
    private const string UnlessThere = " ON CONFLICT DO NOTHING RETURNING ";
    private readonly List<Func<NpgsqlDataReader, CancellationToken, Task>?> _readers = [];
    private NpgsqlBatch? _batch;
    private bool _isOpen;

    /// <summary>
    /// Whether this try takes for granted that none of its new rows is there already. One that is breaks the whole try,
    /// which is then made again with care; so the common case pays nothing for the rare one.
    /// </summary>
    public bool IsHopeful { get; init; }

    /// <summary>
    /// Adds an INSERT of rows that may be there already: those are left alone, and <paramref name="read"/> is called with
    /// the columns <paramref name="returning"/> of the others. A hopeful try calls nothing: all rows are new, or it is lost.
    /// </summary>
    public NpgsqlParameterCollection AddInsert(
        string sql, string returning, Func<NpgsqlDataReader, CancellationToken, Task> read) =>
        IsHopeful ? Add(sql) : Add(sql + UnlessThere + returning, read);

    /// <summary>The lane's connection, for what does its own reading and writing after <see cref="ExecuteAsync"/>.</summary>
    internal NpgsqlConnection Connection => connection;

    /// <summary>Whether what was added may tell that it must not be committed; errors keep the server from it anyway.</summary>
    internal bool MayRefuse { get; private set; }

    /// <summary>Adds a statement; <paramref name="read"/> is called with the reader placed on its result set.</summary>
    public NpgsqlParameterCollection Add(string sql, Func<NpgsqlDataReader, CancellationToken, Task>? read = null)
    {
        var command = new NpgsqlBatchCommand(sql);
        Batch.BatchCommands.Add(command);
        _readers.Add(read);
        MayRefuse |= read is not null;
        return command.Parameters;
    }

    /// <summary>
    /// Adds a change that must meet as many rows as the parameter <paramref name="expected"/> says, which stands after the others: a
    /// hopeful try breaks by itself otherwise; a careful one calls <paramref name="read"/> with the columns <paramref name="returning"/> of those met.
    /// </summary>
    internal NpgsqlParameterCollection AddChange(
        string sql, string returning, int expected, Func<NpgsqlDataReader, CancellationToken, Task> read)
    {
        if (!IsHopeful)
            return Add($"{sql} RETURNING {returning}", read);
        var parameters = Add($"WITH met AS ({sql} RETURNING 1) SELECT 1 / (count(*) = ${expected})::integer FROM met");
        _readers[^1] = (_, _) => Task.CompletedTask;
        return parameters;
    }

    /// <summary>Sends what was added since the last call, and reads the answers in order; the transaction stays open.</summary>
    public Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!_isOpen)
        {
            Batch.BatchCommands.Insert(0, new NpgsqlBatchCommand("BEGIN"));
            _isOpen = true;
        }
        return SendAsync(cancellationToken);
    }

    /// <summary>Commits, with what was added since the last call, in one round trip.</summary>
    internal async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
            Add("COMMIT");
        await SendAsync(cancellationToken);
        _isOpen = false;
    }

    /// <summary>Rolls back what is open still.</summary>
    internal async ValueTask EndAsync()
    {
        if (!_isOpen || connection.State != ConnectionState.Open)
            return;
        _isOpen = false;
        try
        {
            await using var command = new NpgsqlCommand("ROLLBACK", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The server rolls back what a lost connection leaves; why this try ended is told by its own error.
            await connection.CloseAsync();
        }
    }

    private NpgsqlBatch Batch => _batch ??= new NpgsqlBatch(connection) { Timeout = timeoutSeconds };

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_batch is null)
            return;
        await using var batch = _batch;
        _batch = null;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            foreach (var read in _readers)
                await ReadAsync(reader, read, cancellationToken);
        }
        _readers.Clear();
        MayRefuse = false;
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

    /// <summary>Adds an array with what <paramref name="value"/> takes from each of the rows.</summary>
    public static void AddColumn<TRow, T>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, T> value, NpgsqlDbType elementType)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(rows[i]);
        parameters.AddArray(values, elementType);
    }

    /// <summary>Adds one value.</summary>
    public static void AddValue<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
}
