using System.Diagnostics;
using Npgsql;
using Workflow.Messaging.Scheduling;

namespace Workflow.Host.Admin.Looks;

/// <summary>Counts ended orders minute by minute, so that nobody has to count millions.</summary>
internal sealed class FinishedCounts : IDueWork
{
    // The last minute that was counted is counted again, and once an hour two hours are: a commit may come later than the
    // time that stands in its row. Minutes of an older day are added up in one row at the beginning of time.
    private const string Count =
        """
        INSERT INTO admin.finished_minute (minute, state, orders)
        SELECT date_trunc('minute', finished_at), state, count(*) FROM orders.saga
        WHERE finished_at IS NOT NULL AND state IN ('Completed', 'Cancelled', 'Rejected')
            AND finished_at >= coalesce((SELECT max(minute) FROM admin.finished_minute) - {0}, '-infinity')
            AND finished_at < date_trunc('minute', now()) - interval '1 minute'
        GROUP BY 1, 2
        ON CONFLICT (minute, state) DO UPDATE SET orders = excluded.orders
        """;

    private const string Fold =
        """
        WITH old AS (
            DELETE FROM admin.finished_minute WHERE minute < now() - interval '1 day' AND minute > '-infinity'
                AND minute < (SELECT max(minute) FROM admin.finished_minute) - interval '3 hours' RETURNING state, orders)
        INSERT INTO admin.finished_minute (minute, state, orders) SELECT '-infinity', state, sum(orders) FROM old GROUP BY state
        ON CONFLICT (minute, state) DO UPDATE SET orders = admin.finished_minute.orders + excluded.orders
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);

    private long _countedAt;
    private long _recountedAt = Stopwatch.GetTimestamp();

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_countedAt != 0 && Stopwatch.GetElapsedTime(_countedAt) < Pause)
            return;
        _countedAt = Stopwatch.GetTimestamp();
        var isLong = Stopwatch.GetElapsedTime(_recountedAt) > LongPause;
        await ExecuteAsync(connection, string.Format(null, Count, isLong ? "interval '2 hours'" : "interval '0'"), cancellationToken);
        if (!isLong)
            return;
        await ExecuteAsync(connection, Fold, cancellationToken);
        _recountedAt = Stopwatch.GetTimestamp();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
