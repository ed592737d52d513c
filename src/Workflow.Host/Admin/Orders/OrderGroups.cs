using System.Security.Claims;
using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.Lanes;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Orders;

/// <summary>What is stuck, by reason: the step and what its error has in common with others.</summary>
internal sealed class OrderGroups(NpgsqlDataSource dataSource)
{
    // Either scan reads an index that holds nothing but what goes badly.
    private const string Suspended = "state = 'Suspended'";
    private const string Retrying = "error_fingerprint IS NOT NULL AND finished_at IS NULL AND state <> 'Suspended'";

    // What is held by a dead letter and not suspended is found from the letters, of which the newest are looked at.
    private const int MostLetters = 5_000;

    private static readonly string HeldSql =
        $"""
        WITH held AS (
            SELECT s.step AS st, l.fingerprint AS fp, l.order_id, l.last_at, l.error, l.reason
            FROM (SELECT order_id, fingerprint, last_at, error, reason FROM messaging.dead_letter
                WHERE state = 'open' AND order_id IS NOT NULL ORDER BY last_at DESC, dead_letter_id DESC LIMIT {MostLetters}) AS l
            JOIN orders."order" o USING (order_id) LEFT JOIN orders.saga s USING (order_id)
            WHERE s.state IS DISTINCT FROM 'Suspended' AND s.finished_at IS NULL)
        SELECT st, fp, count(DISTINCT order_id), min(last_at), max(last_at), (array_agg(order_id ORDER BY last_at DESC))[1],
            (array_agg(coalesce(error, reason) ORDER BY last_at DESC))[1]
        FROM held GROUP BY st, fp ORDER BY 3 DESC, 4, st, fp LIMIT $1
        """;

    /// <summary>The largest groups of suspended orders, of those that failed and are tried again, or of those that a dead letter holds.</summary>
    internal async Task<List<OrderGroup>> ListAsync(ClaimsPrincipal who, OrderGroupKind kind, int limit, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        List<OrderGroup> groups = [];
        await using (var command = new NpgsqlCommand(kind == OrderGroupKind.Held ? HeldSql : BySaga(kind == OrderGroupKind.Retrying ? Retrying : Suspended), connection))
        {
            command.Parameters.AddValue(limit, NpgsqlDbType.Integer);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                groups.Add(new OrderGroup(
                    Text(reader, 0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetFieldValue<DateTimeOffset>(4), reader.GetGuid(5), Text(reader, 6)));
            }
        }
        return kind == OrderGroupKind.Retrying ? groups : await StuckSignsQuery.ExplainAsync(connection, groups, cancellationToken);
    }

    private static string BySaga(string which) =>
        $"""
        WITH stuck AS (
            SELECT step AS st, error_fingerprint AS fp, count(*) AS n, min(state_since) AS oldest, max(state_since) AS newest
            FROM orders.saga WHERE {which} GROUP BY step, error_fingerprint ORDER BY n DESC, oldest, st, fp LIMIT $1)
        SELECT st, fp, n, oldest, newest, latest.order_id, latest.last_error FROM stuck CROSS JOIN LATERAL (
            SELECT order_id, last_error FROM orders.saga
            WHERE {which} AND step = st AND error_fingerprint = fp ORDER BY state_since DESC LIMIT 1) AS latest
        ORDER BY n DESC, oldest, st, fp
        """;

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>Which orders are grouped.</summary>
internal enum OrderGroupKind
{
    /// <summary>They wait for an operator.</summary>
    Suspended,

    /// <summary>They failed, and are tried again by themselves.</summary>
    Retrying,

    /// <summary>A message of theirs could not be handled, and they are not suspended.</summary>
    Held,
}

/// <summary><c>GET /admin/orders/groups</c>: stuck orders counted by reason, the largest groups first.</summary>
internal static class OrderGroupsEndpoint
{
    private static readonly string[] Parameters = ["of", "limit"];

    internal static void MapOrderGroups(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/orders/groups", (string? of, string? limit, HttpContext context, OrderGroups groups) => GetAsync((of, limit), context, groups))
            .For(AdminRoles.Viewer, "order-groups")
            .WithName("GroupOrders").WithSummary("Stuck orders counted by step and error: suspended, tried again (of=retrying), or held by a dead letter (of=held).")
            .Produces<OrderGroupList>(200, "application/json").ProducesProblems(400, 401, 403, 503);

    private static async Task GetAsync((string? Of, string? Limit) query, HttpContext context, OrderGroups groups)
    {
        var errors = UnknownParameter.Check(context.Request, Parameters);
        var limit = PageRequest.ReadLimit(query.Limit, errors);
        if (KindOf(query.Of) is null)
            errors.Add(new FieldError("of", FieldErrorCodes.UnknownValue, "Must be suspended, retrying or held."));
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var found = await groups.ListAsync(context.User, KindOf(query.Of)!.Value, limit, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new OrderGroupList(found), OrdersJson.Default.OrderGroupList, cancellationToken: context.RequestAborted);
    }

    private static OrderGroupKind? KindOf(string? of) => of switch
    {
        null or "suspended" => OrderGroupKind.Suspended,
        "retrying" => OrderGroupKind.Retrying,
        "held" => OrderGroupKind.Held,
        _ => null,
    };
}

/// <summary>Orders that are stuck for one reason.</summary>
/// <param name="Step">The step that failed; absent for orders that have not started.</param>
/// <param name="Fingerprint">The group of errors; filters the list.</param>
/// <param name="Count">How many.</param>
/// <param name="OldestSince">Since when the first of them is in its state, UTC.</param>
/// <param name="NewestSince">Since when the last of them is, UTC.</param>
/// <param name="LatestOrderId">The last of them.</param>
/// <param name="LatestError">Its error.</param>
/// <param name="Reason">Pinned name of the reason, that of its last order; absent for those that are tried again.</param>
/// <param name="Headline">The reason in words.</param>
internal sealed record OrderGroup(
    string? Step, string Fingerprint, long Count, DateTimeOffset OldestSince, DateTimeOffset NewestSince, Guid LatestOrderId, string? LatestError,
    string? Reason = null, string? Headline = null);

/// <summary>The largest groups.</summary>
/// <param name="Items">The largest first.</param>
internal sealed record OrderGroupList(IReadOnlyList<OrderGroup> Items);
