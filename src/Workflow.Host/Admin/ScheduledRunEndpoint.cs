using System.Text.Json.Serialization;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary><c>POST /admin/scheduled/{id}/run</c>: one message leaves now instead of at its time. Repeating it changes nothing.</summary>
internal static class ScheduledRunEndpoint
{
    internal static void MapScheduledRun(this IEndpointRouteBuilder admin) =>
        admin.MapPost("/scheduled/{messageId:guid}/run", (Guid messageId, HttpContext context, ScheduleDesk desk) =>
                PostAsync(messageId, context, desk))
            .For(AdminRoles.Operator, "schedule-run")
            .WithName("RunScheduled").WithSummary("One scheduled message leaves now.")
            .Produces<ScheduledRunAnswer>(200).ProducesProblems(401, 403, 404, 503);

    private static async Task PostAsync(Guid messageId, HttpContext context, ScheduleDesk desk)
    {
        if (!await desk.RunAsync(AdminCall.Of(context, null, null), messageId, context.RequestAborted))
        {
            await context.RefuseAsync(Problems.ScheduledMessageNotFound(context.TraceId(), messageId.ToString("D")));
            return;
        }
        await context.Response.WriteAsJsonAsync(
            new ScheduledRunAnswer(1), ScheduledRunJson.Default.ScheduledRunAnswer, cancellationToken: context.RequestAborted);
    }
}

/// <summary>What was brought forward.</summary>
/// <param name="Count">Messages that leave now.</param>
internal sealed record ScheduledRunAnswer(long Count);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScheduledRunAnswer))]
internal sealed partial class ScheduledRunJson : JsonSerializerContext;
