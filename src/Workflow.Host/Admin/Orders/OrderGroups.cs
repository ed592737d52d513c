using System.Security.Claims;
using Npgsql;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Orders;

/// <summary>What is stuck, by reason: the step and what its error has in common with others.</summary>
internal sealed class OrderGroups(NpgsqlDataSource dataSource)
{
    // Either scan reads an index that holds nothing but what goes badly.
    private const string Suspended = "state = 'Suspended'";
    private const string Retrying = "error_fingerprint IS NOT NULL AND finished_at IS NULL AND state <> 'Suspended'";

    /// <summary>The largest groups of suspended orders, or of those that failed and are tried again.</summary>
    internal async Task<List<OrderGroup>> ListAsync(ClaimsPrincipal who, bool isRetrying, int limit, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        var which = isRetrying ? Retrying : Suspended;
        await using var command = dataSource.CreateCommand(
            $"""
            WITH stuck AS (
                SELECT step AS st, error_fingerprint AS fp, count(*) AS n, min(state_since) AS oldest, max(state_since) AS newest
                FROM orders.saga WHERE {which} GROUP BY step, error_fingerprint ORDER BY n DESC, oldest, st, fp LIMIT {limit})
            SELECT st, fp, n, oldest, newest, latest.order_id, latest.last_error FROM stuck CROSS JOIN LATERAL (
                SELECT order_id, last_error FROM orders.saga
                WHERE {which} AND step = st AND error_fingerprint = fp ORDER BY state_since DESC LIMIT 1) AS latest
            ORDER BY n DESC, oldest, st, fp
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OrderGroup> groups = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add(new OrderGroup(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetGuid(5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
        return groups;
    }
}

/// <summary><c>GET /admin/orders/groups</c>: stuck orders counted by reason, the largest groups first.</summary>
internal static class OrderGroupsEndpoint
{
    private static readonly string[] Parameters = ["of", "limit"];

    internal static void MapOrderGroups(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/orders/groups", (string? of, string? limit, HttpContext context, OrderGroups groups) => GetAsync((of, limit), context, groups))
            .For(AdminRoles.Viewer, "order-groups")
            .WithName("GroupOrders").WithSummary("Stuck orders counted by step and error: suspended, or (of=retrying) tried again.")
            .Produces<OrderGroupList>(200, "application/json").ProducesProblems(400, 401, 403, 503);

    private static async Task GetAsync((string? Of, string? Limit) query, HttpContext context, OrderGroups groups)
    {
        var errors = UnknownParameter.Check(context.Request, Parameters);
        var limit = PageRequest.ReadLimit(query.Limit, errors);
        if (query.Of is not (null or "suspended" or "retrying"))
            errors.Add(new FieldError("of", FieldErrorCodes.UnknownValue, "Must be suspended or retrying."));
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var found = await groups.ListAsync(context.User, query.Of == "retrying", limit, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new OrderGroupList(found), OrdersJson.Default.OrderGroupList, cancellationToken: context.RequestAborted);
    }
}

/// <summary>Orders that are stuck for one reason.</summary>
/// <param name="Step">The step that failed.</param>
/// <param name="Fingerprint">The group of errors; filters the list.</param>
/// <param name="Count">How many.</param>
/// <param name="OldestSince">Since when the first of them is in its state, UTC.</param>
/// <param name="NewestSince">Since when the last of them is, UTC.</param>
/// <param name="LatestOrderId">The last of them.</param>
/// <param name="LatestError">Its error.</param>
internal sealed record OrderGroup(
    string Step, string Fingerprint, long Count, DateTimeOffset OldestSince, DateTimeOffset NewestSince, Guid LatestOrderId, string? LatestError);

/// <summary>The largest groups.</summary>
/// <param name="Items">The largest first.</param>
internal sealed record OrderGroupList(IReadOnlyList<OrderGroup> Items);
