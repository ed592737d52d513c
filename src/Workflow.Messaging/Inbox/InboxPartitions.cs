using System.Globalization;
using Npgsql;

namespace Workflow.Messaging.Inbox;

/// <summary>Keeps the daily partitions of the inbox: a few days ahead are made, forgotten days are dropped.</summary>
public static class InboxPartitions
{
    /// <summary>Days ahead for which a partition stands ready: 3, so that a host that keeps them may be away for a weekend.</summary>
    public const int DaysAhead = 3;

    // Any number that nothing else in the database uses; the letters are "WFinbox".
    private const long AdvisoryLock = 0x5746_696E_626F_78;
    private const int LockTimeoutSeconds = 2;

    /// <summary>
    /// Creates the partitions of yesterday to <see cref="DaysAhead"/> days ahead and drops those older than
    /// <see cref="InboxRetention.Days"/> days. Idempotent; hosts that call it at once wait for each other. A partition that
    /// is in use for longer than two seconds is left for the next call, so that nobody queues behind the change.
    /// </summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="today">The current day, UTC.</param>
    /// <param name="schema">Schema of the inbox; default <c>messaging</c>.</param>
    /// <param name="cancellationToken">Ends the wait; what was done up to then stays.</param>
    /// <returns>What was changed and what was left for the next call.</returns>
    /// <exception cref="PostgresException">The database refused, other than by a lock that was not to be had in time.</exception>
    public static async Task<InboxPartitionChanges> EnsureAsync(
        NpgsqlConnection connection, DateOnly today, string schema = "messaging", CancellationToken cancellationToken = default)
    {
        var inbox = new PartitionedInbox(connection, schema, cancellationToken);
        var existing = await inbox.ReadDaysAsync();
        var wanted = Enumerable.Range(-1, DaysAhead + 2).Select(today.AddDays);
        var forgotten = today.AddDays(-InboxRetention.Days);

        List<DateOnly> created = [], dropped = [], postponed = [];
        foreach (var day in wanted.Where(day => !existing.Contains(day)))
            await TryAsync(inbox.CreateAsync(day), day, created, postponed);
        foreach (var day in existing.Where(day => day < forgotten))
            await TryAsync(inbox.DropAsync(day), day, dropped, postponed);
        await inbox.ForgetStraysAsync(forgotten);
        return new InboxPartitionChanges(created, dropped, postponed);
    }

    private static async Task TryAsync(Task<bool> change, DateOnly day, List<DateOnly> changed, List<DateOnly> postponed)
    {
        try
        {
            if (await change)
                changed.Add(day);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            postponed.Add(day);
        }
    }

    private sealed class PartitionedInbox(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        private readonly string _schema = "\"" + schema.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

        public async Task<HashSet<DateOnly>> ReadDaysAsync()
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT child.relname FROM pg_inherits
                JOIN pg_class child ON child.oid = inhrelid
                WHERE inhparent = $1::text::regclass
                """,
                connection)
            {
                Parameters = { new() { Value = $"{_schema}.inbox" } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var days = new HashSet<DateOnly>();
            while (await reader.ReadAsync(cancellationToken))
                if (DateOnly.TryParseExact(reader.GetString(0), "'inbox_'yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    days.Add(day);
            return days;
        }

        // Made beside the inbox and attached, because CREATE TABLE ... PARTITION OF would stop every reader and writer
        // of the inbox. Rows of the day that came before its partition stand in the default one and are moved first.
        public Task<bool> CreateAsync(DateOnly day) => InTransactionAsync(day, wanted: true,
            $"""
            CREATE TABLE {Name(day)} (LIKE {_schema}.inbox INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
                WITH (autovacuum_vacuum_insert_threshold = -1);
            LOCK TABLE {_schema}.inbox IN SHARE UPDATE EXCLUSIVE MODE;
            LOCK TABLE {_schema}.inbox_default IN ACCESS EXCLUSIVE MODE;
            WITH moved AS (DELETE FROM {_schema}.inbox_default WHERE day = DATE '{day:yyyy-MM-dd}' RETURNING *)
                INSERT INTO {Name(day)} SELECT * FROM moved;
            ALTER TABLE {_schema}.inbox ATTACH PARTITION {Name(day)}
                FOR VALUES FROM ('{day:yyyy-MM-dd}') TO ('{day.AddDays(1):yyyy-MM-dd}');
            """);

        // Dropped in one go: DETACH ... CONCURRENTLY is not to be had beside a default partition.
        public Task<bool> DropAsync(DateOnly day) => InTransactionAsync(day, wanted: false, $"DROP TABLE {Name(day)};");

        public async Task ForgetStraysAsync(DateOnly before)
        {
            await using var command = new NpgsqlCommand($"DELETE FROM {_schema}.inbox_default WHERE day < $1", connection)
            {
                Parameters = { new() { Value = before } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private string Name(DateOnly day) => $"{_schema}.inbox_{day:yyyyMMdd}";

        private async Task<bool> InTransactionAsync(DateOnly day, bool wanted, string sql)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})");
            if ((await ReadDaysAsync()).Contains(day) == wanted)
                return false;
            await ExecuteAsync($"SET LOCAL lock_timeout = '{LockTimeoutSeconds}s'; {sql}");
            await transaction.CommitAsync(cancellationToken);
            return true;
        }

        private async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <summary>What <see cref="InboxPartitions.EnsureAsync"/> did.</summary>
/// <param name="Created">Days whose partition was made.</param>
/// <param name="Dropped">Days whose partition was dropped.</param>
/// <param name="Postponed">Days whose partition was in use and is left for the next call.</param>
public sealed record InboxPartitionChanges(
    IReadOnlyList<DateOnly> Created, IReadOnlyList<DateOnly> Dropped, IReadOnlyList<DateOnly> Postponed);
