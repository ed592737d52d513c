using Workflow.Host.Admin.Access;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Orders;

/// <summary><c>GET /admin/orders/{id}</c>: one order in full; with <c>?at=</c> as it was at that moment.</summary>
internal static class OrderGetEndpoint
{
    private static readonly string[] Parameters = ["at"];

    internal static void MapOrderGet(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/orders/{orderId:guid}", (Guid orderId, string? at, HttpContext context, OrderCases cases) => GetAsync((orderId, at), context, cases))
            .For(AdminRoles.Viewer, "order")
            .WithName("GetOrderCase").WithSummary("One order in full: steps, attempts, messages, history, what may be done; or, with at, as it was.")
            .Produces<OrderCase>(200, "application/json").ProducesProblems(400, 401, 403, 404, 503);

    private static async Task GetAsync((Guid OrderId, string? At) query, HttpContext context, OrderCases cases)
    {
        var errors = UnknownParameter.Check(context.Request, Parameters);
        var at = AdminText.ReadTime("at", query.At, errors);
        if (errors.Count > 0)
            await context.RefuseAsync(errors);
        else if (await cases.FindAsync(context.User, query.OrderId, at, context.RequestAborted) is { } found)
            await context.Response.WriteAsJsonAsync(found, OrdersJson.Default.OrderCase, cancellationToken: context.RequestAborted);
        else
            await context.RefuseAsync(Problems.OrderNotFound(context.TraceId(), query.OrderId.ToString("D")));
    }
}
