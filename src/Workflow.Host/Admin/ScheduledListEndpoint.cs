using System.Text.Json.Serialization;
using Workflow.Host.Admin.Access;
using Workflow.Messaging.Scheduling;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary><c>GET /admin/scheduled</c>: what waits for its time, page by page.</summary>
internal static class ScheduledListEndpoint
{
    private static readonly string[] Parameters = ["orderId", "type", "dueBefore", "limit", "cursor"];

    internal static void MapScheduledList(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/scheduled", (
                HttpContext context, ScheduledMessages schedule, string? orderId, string? type, string? dueBefore, string? limit, string? cursor) =>
                GetAsync(context, schedule, new ScheduledFilterFields(orderId, type, dueBefore), (limit, cursor)))
            .For(AdminRoles.Viewer, "schedule")
            .WithName("ListScheduled").WithSummary("Messages that wait for their time, by due time.")
            .Produces<ScheduledListAnswer>(200).ProducesProblems(400, 401, 503);

    private static async Task GetAsync(
        HttpContext context, ScheduledMessages schedule, ScheduledFilterFields fields, (string? Limit, string? Cursor) part)
    {
        var errors = UnknownParameter.Check(context.Request, Parameters);
        var filter = fields.Read(errors);
        var page = PageRequest.Read(part.Limit, part.Cursor, errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        (DateTimeOffset, Guid)? after = page.After is { } last ? (last.At, last.Id) : null;
        // One more than asked for tells whether there is a next page.
        var rows = await schedule.ListAsync(filter, after, page.Limit + 1, context.RequestAborted);
        var items = rows.Take(page.Limit).ToList();
        var next = rows.Count > page.Limit ? PageLinks.Next(context.Request, new PageCursor(items[^1].DueAt, items[^1].MessageId)) : null;
        await context.Response.WriteAsJsonAsync(
            new ScheduledListAnswer(items, next), ScheduledListJson.Default.ScheduledListAnswer, cancellationToken: context.RequestAborted);
    }
}

/// <summary>A page of the schedule.</summary>
/// <param name="Items">By due time, then id.</param>
/// <param name="NextLink">Address of the next page; null on the last.</param>
internal sealed record ScheduledListAnswer(IReadOnlyList<ScheduledSummary> Items, string? NextLink);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScheduledListAnswer))]
internal sealed partial class ScheduledListJson : JsonSerializerContext;
