using Microsoft.AspNetCore.Http;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator.Intake;

/// <summary><c>GET /orders/{id}</c>.</summary>
internal static class OrderQueryEndpoint
{
    internal static async Task GetAsync(Guid orderId, HttpContext context, OrderQuery query)
    {
        if (await query.ViewAsync(orderId, context.RequestAborted) is { } view)
        {
            await context.Response.WriteAsJsonAsync(view, OrderViewJson.Default.OrderView, "application/json", context.RequestAborted);
            return;
        }
        var traceId = TraceParent.TraceIdOf(context);
        await Problems.WriteAsync(context.Response, Problems.OrderNotFound(traceId, orderId.ToString("D")), context.RequestAborted);
    }
}
