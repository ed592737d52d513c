using System.Diagnostics;
using System.Security.Claims;
using Npgsql;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>
/// The searchable list of orders. A page never costs more than a moment: a filter that few orders fit may give a page that is
/// not full, or even empty, and still has a next one.
/// </summary>
internal sealed class OrderSearch(NpgsqlDataSource dataSource)
{
    private const int FirstChunk = 500;
    private const int LargestChunk = 1_000;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(40);

    private const string Columns =
        """
        o.order_id, o.reference, o.customer_id, o.business_type, o.total, o.currency, o.accepted_at, jsonb_array_length(o.lines) AS line_count,
        s.state, s.step, s.attempt, s.state_since, s.deadline_at, s.retry_at, s.last_error, s.error_fingerprint, s.outcome, s.finished_at
        """;

    /// <summary>A page of orders behind <paramref name="after"/>, and where the next one begins; null when there is none.</summary>
    internal async Task<(List<OrderListItem> Items, PageCursor? Next)> ListAsync(
        ClaimsPrincipal who, OrderFilter filter, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        var walk = OrderWalk.Of(filter);
        var started = Stopwatch.GetTimestamp();
        List<OrderListItem> items = [];
        var chunk = walk.IsExact ? limit + 1 : FirstChunk;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        while (true)
        {
            await using var command = Page(walk, filter, after, (chunk, limit + 1 - items.Count));
            command.Connection = connection;
            var walked = await ReadAsync(command, items, cancellationToken);
            if (items.Count > limit)
                return (items[..limit], items[limit - 1].Position);
            if (walked.Rows < chunk)
                return (items, null);
            after = walked.Last;
            if (Stopwatch.GetElapsedTime(started) > Moment)
                return (items, after);
            chunk = Math.Min(chunk * 2, LargestChunk);
        }
    }

    /// <summary>The statement behind a chunk of a page.</summary>
    internal static NpgsqlCommand Page(OrderWalk walk, OrderFilter filter, PageCursor? after, (int Chunk, int Matches) rows)
    {
        var command = new NpgsqlCommand();
        var walked = walk.Sql(command.Parameters, after, rows.Chunk);
        var where = OrderConditions.Where(filter, command.Parameters);
        var back = walk.Ascending ? "DESC" : "ASC";
        // The tail tells where the chunk ends, also when nothing in it fits.
        command.CommandText =
            $"""
            WITH walked AS MATERIALIZED ({walked}),
            tail AS (SELECT (SELECT count(*) FROM walked) AS n, at, order_id FROM walked ORDER BY at {back}, order_id {back} LIMIT 1),
            matches AS (
                SELECT w.at, {Columns} FROM walked w JOIN orders."order" o USING (order_id) LEFT JOIN orders.saga s USING (order_id)
                WHERE {where} ORDER BY w.at {walk.Way}, w.order_id {walk.Way} LIMIT {rows.Matches})
            SELECT tail.n, tail.at, tail.order_id, matches.* FROM tail LEFT JOIN matches ON true ORDER BY matches.at {walk.Way}, matches.order_id {walk.Way}
            """;
        return command;
    }

    private static async Task<(long Rows, PageCursor? Last)> ReadAsync(NpgsqlCommand command, List<OrderListItem> items, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        (long Rows, PageCursor? Last) walked = (0, null);
        while (await reader.ReadAsync(cancellationToken))
        {
            walked = (reader.GetInt64(0), new PageCursor(reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2)));
            if (!reader.IsDBNull(4))
                items.Add(Line(reader));
        }
        return walked;
    }

    private static OrderListItem Line(NpgsqlDataReader reader) => new(
        reader.GetGuid(4), Text(reader, 5), Text(reader, 6), reader.GetString(7), reader.GetDecimal(8), reader.GetString(9),
        reader.GetFieldValue<DateTimeOffset>(10), reader.GetInt32(11), Text(reader, 12) ?? OrderStates.Submitted, Text(reader, 13),
        Value<int>(reader, 14), Value<DateTimeOffset>(reader, 15), Value<DateTimeOffset>(reader, 16), Value<DateTimeOffset>(reader, 17),
        Text(reader, 18), Text(reader, 19), Text(reader, 20), Value<DateTimeOffset>(reader, 21))
    {
        Position = new PageCursor(reader.GetFieldValue<DateTimeOffset>(3), reader.GetGuid(4)),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Value<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}

/// <summary>An order as a line of the list.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="Reference">The shop's own number.</param>
/// <param name="CustomerId">The shop's customer.</param>
/// <param name="BusinessType">Such as NORMAL or SECKILL.</param>
/// <param name="Total">What it costs.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AcceptedAt">When it was accepted, UTC.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="State">Where it stands; Submitted until its saga has started.</param>
/// <param name="Step">The step that runs or failed; absent at the end.</param>
/// <param name="Attempt">Attempt of the step, from 1.</param>
/// <param name="Since">In this state since, UTC.</param>
/// <param name="DeadlineAt">When the awaited answer is overdue, UTC.</param>
/// <param name="NextRetryAt">When the next attempt starts, UTC.</param>
/// <param name="Error">Why the last attempt of the step failed.</param>
/// <param name="Fingerprint">The group of errors that it belongs to.</param>
/// <param name="Outcome">Where compensation leads; absent while it goes forward.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
internal sealed record OrderListItem(
    Guid OrderId, string? Reference, string? CustomerId, string BusinessType, decimal Total, string Currency, DateTimeOffset AcceptedAt,
    int Lines, string State, string? Step, int? Attempt, DateTimeOffset? Since, DateTimeOffset? DeadlineAt, DateTimeOffset? NextRetryAt,
    string? Error, string? Fingerprint, string? Outcome, DateTimeOffset? FinishedAt)
{
    [System.Text.Json.Serialization.JsonIgnore]
    internal PageCursor Position { get; init; }
}
