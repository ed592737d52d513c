using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Messaging.Inbox;

namespace Workflow.Migrations;

/// <summary>Brings a database to the schema of this version.</summary>
public static partial class WorkflowMigrator
{
    // Any number that nothing else in the database uses; the letters are "WFmigrat".
    private const long AdvisoryLock = 0x5746_6D69_6772_6174;

    /// <summary>
    /// Applies the migrations that are pending and then makes the inbox partitions of the next days. Many hosts may
    /// call it at once: one migrates, the others wait for it without limit and find nothing left to do.
    /// </summary>
    /// <param name="connectionString">An existing database, by a role that may create schemas in it.</param>
    /// <param name="logger">Told of each migration.</param>
    /// <param name="cancellationToken">Ends the wait or the migration; each migration is applied whole or not at all.</param>
    /// <exception cref="NpgsqlException">The database is away or refused.</exception>
    public static async Task MigrateAsync(string connectionString, ILogger logger, CancellationToken cancellationToken = default)
    {
        // Not pooled: the lock belongs to the session and must end with it, however this method ends. The reset of a
        // pooled connection would do that only when the connection is used again.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        await ApplyAsync(connection, logger, cancellationToken);

        var changes = await InboxPartitions.EnsureAsync(connection, await TodayAsync(connection, cancellationToken), cancellationToken: cancellationToken);
        LogPartitions(logger, changes.Created.Count, changes.Dropped.Count, changes.Postponed.Count);
    }

    /// <summary>All migrations as one SQL script that may be run on any earlier version, and again.</summary>
    /// <remarks>The inbox partitions are not in it: a host makes them when it starts.</remarks>
    public static string GenerateScript()
    {
        using var connection = new NpgsqlConnection();
        using var context = WorkflowDbContext.Create(connection);
        return context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
    }

    // The day of the database, for this machine's clock may be wrong.
    private static async Task<DateOnly> TodayAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        return DateOnly.FromDateTime((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection)
        {
            Parameters = { new() { Value = AdvisoryLock } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, ILogger logger, CancellationToken cancellationToken)
    {
        await using var context = WorkflowDbContext.Create(connection);
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
        {
            LogNothingPending(logger);
            return;
        }

        LogMigrating(logger, pending.Count, pending[^1]);
        await context.Database.MigrateAsync(cancellationToken);
        LogMigrated(logger, pending[^1]);
    }

    [LoggerMessage(100, LogLevel.Information, "The database has the current schema.")]
    private static partial void LogNothingPending(ILogger logger);

    [LoggerMessage(101, LogLevel.Information, "Applying {Count} migrations, up to {Last}.")]
    private static partial void LogMigrating(ILogger logger, int count, string last);

    [LoggerMessage(102, LogLevel.Information, "The database is now at {Last}.")]
    private static partial void LogMigrated(ILogger logger, string last);

    [LoggerMessage(103, LogLevel.Debug, "Inbox partitions: {Created} created, {Dropped} dropped, {Postponed} left for later because they are in use.")]
    private static partial void LogPartitions(ILogger logger, int created, int dropped, int postponed);
}
