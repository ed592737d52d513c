using System.Text.Json.Serialization;
using Workflow.Host.Admin.Access;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Audit;

/// <summary><c>GET /admin/audit</c>: what operators did and wanted to do, the newest first.</summary>
internal static class AuditEndpoint
{
    private static readonly string[] Parameters = ["actor", "action", "result", "orderId", "from", "to", "limit", "cursor"];

    internal static void MapAudit(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/audit", ([AsParameters] AuditListQuery query, HttpContext context, AuditQuery audit) => GetAsync(query, context, audit))
            .For(AdminRoles.Viewer, "audit")
            .WithName("ListAudit").WithSummary("Every operator action, allowed or refused: who, when, what, why and its result.")
            .Produces<AuditPage>(200, "application/json").ProducesProblems(400, 401, 403, 503);

    private static async Task GetAsync(AuditListQuery query, HttpContext context, AuditQuery audit)
    {
        var errors = UnknownParameter.Check(context.Request, Parameters);
        var page = PageRequest.Read(query.Limit, query.Cursor, errors);
        var filter = Read(query, errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        // One more than is shown tells whether there is a next page.
        var found = await audit.ListAsync(context.User, filter, page.After, page.Limit + 1, context.RequestAborted);
        var shown = found.Take(page.Limit).ToList();
        var next = found.Count > shown.Count ? PageLinks.Next(context.Request, new PageCursor(shown[^1].At, shown[^1].AuditId)) : null;
        await context.Response.WriteAsJsonAsync(new AuditPage(shown, next), AuditJson.Default.AuditPage, cancellationToken: context.RequestAborted);
    }

    private static AuditFilter Read(AuditListQuery query, List<FieldError> errors)
    {
        AdminText.CheckOptional("actor", query.Actor, AdminText.MaxName, errors);
        AdminText.CheckOptional("action", query.Action, AdminText.MaxName, errors);
        if (query.Result is not null && !AuditResults.All.Contains(query.Result))
            errors.Add(new FieldError("result", FieldErrorCodes.UnknownValue, $"Must be {string.Join(", ", AuditResults.All)}."));
        return new AuditFilter(
            query.Actor, query.Action, query.Result, AdminText.ReadId("orderId", query.OrderId, errors),
            AdminText.ReadTime("from", query.From, errors), AdminText.ReadTime("to", query.To, errors));
    }
}

/// <summary>What may be asked.</summary>
internal sealed record AuditListQuery(
    string? Actor, string? Action, string? Result, string? OrderId, string? From, string? To, string? Limit, string? Cursor);

/// <summary>A page of the audit.</summary>
/// <param name="Items">The newest first.</param>
/// <param name="NextLink">Address of the next page; absent on the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditLine> Items, string? NextLink);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class AuditJson : JsonSerializerContext;
