using Npgsql;
using Workflow.Messaging.Inbox;

namespace Workflow.Messaging.Participants;

/// <summary>
/// The tables of messaging in a database of somebody else: PostgreSQL schemas <c>messaging</c> and <c>quartz</c>, whose names
/// are fixed. A service therefore has its own database for them, which is what it should have anyway.
/// </summary>
public static class MessagingSchema
{
    // Any number that nothing else in the database uses; the letters are "WFschema".
    private const long AdvisoryLock = 0x5746_7363_6865_6D61;

    /// <summary>
    /// The SQL script; it may be run on any earlier version, and again. It has its own transactions. The inbox's partitions are not
    /// in it.
    /// </summary>
    public static string Script { get; } = Read();

    /// <summary>
    /// Brings the tables to the state of this version and makes the inbox's next partitions. Processes that call it at once wait
    /// for each other.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away, or the role may not create schemas.</exception>
    public static async Task EnsureAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, Script, cancellationToken);
            await InboxPartitions.EnsureAsync(connection, await TodayAsync(connection, cancellationToken), cancellationToken: cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<DateOnly> TodayAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        return DateOnly.FromDateTime((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static string Read()
    {
        using var stream = typeof(MessagingSchema).Assembly.GetManifestResourceStream("messaging.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
