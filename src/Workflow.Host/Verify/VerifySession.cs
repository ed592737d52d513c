using System.Data;
using Npgsql;

namespace Workflow.Host.Verify;

/// <summary>One snapshot of the database that all checks read, with the facts that several of them need prepared once.</summary>
internal sealed class VerifySession : IAsyncDisposable
{
    // The order table is wide because of its lines: it is read once, and each check joins this narrow copy. The skipped
    // steps excuse what would else be a violation: an operator did that step by hand, outside of what is recorded here.
    private const string Facts =
        """
        SET LOCAL work_mem = '64MB';

        CREATE TEMPORARY TABLE verify_order ON COMMIT DROP AS
        SELECT o.order_id, o.total, s.state,
            coalesce(s.state IN ('Completed', 'Cancelled', 'Rejected'), false) AS ended,
            coalesce(s.state = 'Completed', false) AS completed
        FROM orders."order" o LEFT JOIN orders.saga s USING (order_id);
        ANALYZE verify_order;

        CREATE TEMPORARY TABLE verify_skipped ON COMMIT DROP AS
        SELECT DISTINCT order_id, data ->> 'step' AS step FROM orders.order_event WHERE type = 'step-skipped';
        ANALYZE verify_skipped;

        CREATE TEMPORARY TABLE verify_held ON COMMIT DROP AS
        SELECT item ->> 0 AS sku,
            coalesce(sum((item ->> 1)::bigint) FILTER (WHERE status = 'Reserved'), 0) AS reserved,
            coalesce(sum((item ->> 1)::bigint) FILTER (WHERE status = 'Sold'), 0) AS sold
        FROM stock.reservation CROSS JOIN LATERAL jsonb_array_elements(items) AS item
        WHERE status IN ('Reserved', 'Sold')
        GROUP BY 1;
        """;

    private readonly NpgsqlTransaction _transaction;

    private VerifySession(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    public NpgsqlConnection Connection { get; }

    public static async Task<VerifySession> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Some checks read all of a large table: no time limit but the caller's.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var session = new VerifySession(connection, transaction);
        await session.ExecuteAsync(Facts, cancellationToken);
        return session;
    }

    public async Task<long> CountOrdersAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM verify_order", Connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<CheckResult> RunAsync(SqlCheck check, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT count(*), count(*) FILTER (WHERE bad),
                coalesce((array_agg(id::text) FILTER (WHERE bad))[1:{CheckResult.MaxExamples}], '{"{}"}')
            FROM ({check.Sql}) AS examined
            """,
            Connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new CheckResult(
            check.Name,
            reader.GetInt64(0),
            check.IsPromise ? reader.GetInt64(1) : 0,
            reader.GetFieldValue<string[]>(2));
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
