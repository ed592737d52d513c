using System.Diagnostics;
using Npgsql;

namespace Workflow.Benchmarks.World;

/// <summary>What everything has used since it was started.</summary>
internal readonly record struct Reading(long At, DateTime Clock, double Host, double Postgres, double Broker, double Gateway, double Client, long Transactions, long Rollbacks, long WalBytes);

/// <summary>Reads the counters of a shop.</summary>
internal static class Meter
{
    public static async Task<Reading> ReadAsync(Shop shop)
    {
        var (transactions, rollbacks, wal) = await DatabaseAsync(shop.Database);
        return new Reading(
            Stopwatch.GetTimestamp(),
            DateTime.UtcNow,
            shop.Hosts.Sum(host => ProcessTimes.CpuSecondsOfTree(host.Id)) - OfPostgresBelow(shop),
            ProcessTimes.CpuSecondsOfTree(shop.PostgresId),
            shop.Broker is null ? 0 : ProcessTimes.CpuSecondsOfTree(shop.Broker.ProcessId),
            ProcessTimes.CpuSecondsOfTree(shop.Gateway.Id),
            Environment.CpuUsage.TotalTime.TotalSeconds,
            transactions,
            rollbacks,
            wal);
    }

    // Where the host is PostgreSQL's parent, its tree contains it.
    private static double OfPostgresBelow(Shop shop) =>
        shop.Hosts.Any(host => host.Id == ProcessTimes.ParentOf(shop.PostgresId)) ? ProcessTimes.CpuSecondsOfTree(shop.PostgresId) : 0;

    private static async Task<(long Transactions, long Rollbacks, long Wal)> DatabaseAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            SELECT xact_commit + xact_rollback, xact_rollback, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint
            FROM pg_stat_database WHERE datname = current_database()
            """);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }
}
