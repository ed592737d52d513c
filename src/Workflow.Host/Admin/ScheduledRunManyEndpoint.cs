using System.Text.Json.Serialization;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary><c>POST /admin/scheduled/run</c>: all messages of a filter leave now. Repeating it changes nothing.</summary>
internal static class ScheduledRunManyEndpoint
{
    private static readonly AdminBodyRule<ScheduledFilterFields> Rule = new(
        ScheduledFilterJson.Default.ScheduledFilterFields,
        "{\"orderId\": \"...\", \"type\": \"...\", \"dueBefore\": \"...\"}, at least one of them",
        Check);

    internal static void MapScheduledRunMany(this IEndpointRouteBuilder admin) =>
        admin.MapPost("/scheduled/run", (HttpContext context, ScheduleDesk desk) => PostAsync(context, desk))
            .For(AdminRoles.Operator, "schedule-run-many")
            .WithName("RunManyScheduled").WithSummary("All scheduled messages of a filter leave now, as there is room; the answer counts those that were not due.")
            .Accepts<ScheduledFilterFields>("application/json").Produces<ScheduledRunAnswer>(200)
            .ProducesProblems(400, 401, 403, 413, 415, 503);

    private static async Task PostAsync(HttpContext context, ScheduleDesk desk)
    {
        if (await AdminBody.ReadAsync(context, Rule) is not { } body)
            return;
        var count = await desk.RunAsync(AdminCall.Of(context, null, null), body.Read([]), context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new ScheduledRunAnswer(count), ScheduledRunJson.Default.ScheduledRunAnswer, cancellationToken: context.RequestAborted);
    }

    // An empty filter means everything, which is more often a mistake than a wish.
    private static List<FieldError> Check(ScheduledFilterFields? body)
    {
        if (body is null or { IsEmpty: true })
            return [new FieldError("body", FieldErrorCodes.Empty, "Give at least one of orderId, type and dueBefore.")];
        List<FieldError> errors = [];
        body.Read(errors);
        return errors;
    }
}

// A field that is misspelt must not widen the filter.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ScheduledFilterFields))]
internal sealed partial class ScheduledFilterJson : JsonSerializerContext;
