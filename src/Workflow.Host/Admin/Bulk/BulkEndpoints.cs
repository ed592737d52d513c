using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Orders;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Bulk;

/// <summary><c>/admin/bulk</c>: select orders, look at the selection, run, pause or give it up, and see what became of each order.</summary>
internal static class BulkEndpoints
{
    private const string Json = "application/json";
    private const int MaxCancelReason = 200;

    internal static void AddBulk(this IServiceCollection services)
    {
        services.AddSingleton<BulkDesk>();
        services.AddSingleton<BulkQuery>();
        services.AddSingleton<BulkRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkRunner>());
    }

    internal static void MapBulk(this RouteGroupBuilder admin)
    {
        var bulk = admin.MapGroup("/bulk").WithTags("Bulk");
        bulk.MapPost("", ([FromHeader(Name = IdempotencyKey.HeaderName)] string? idempotencyKey, HttpContext context, BulkDesk desk, BulkQuery query) =>
                PreviewAsync(context, desk, query))
            .For(AdminRoles.Operator, "bulk-preview")
            .WithName("PreviewBulk").WithSummary("Select orders by a filter and freeze the selection; nothing is done with them yet.")
            .Accepts<BulkBody>(Json).Produces<BulkView>(201, Json).ProducesProblems(400, 401, 403, 413, 415, 422, 503);
        bulk.MapGet("", (string? limit, string? cursor, HttpContext context, BulkQuery query) => ListAsync((limit, cursor), context, query))
            .For(AdminRoles.Viewer, "bulks")
            .WithName("ListBulks").WithSummary("Bulk actions, the newest first.").Produces<BulkPage>(200, Json).ProducesProblems(400, 401, 403, 503);
        bulk.MapGet("/{bulkId:guid}", (Guid bulkId, HttpContext context, BulkQuery query) => AnswerAsync(context, query, bulkId, 200))
            .For(AdminRoles.Viewer, "bulk")
            .WithName("GetBulk").WithSummary("A bulk action and its progress.").Produces<BulkView>(200, Json).ProducesProblems(401, 403, 404, 503);
        bulk.MapGet("/{bulkId:guid}/items", (Guid bulkId, string? state, string? limit, string? cursor, HttpContext context, BulkQuery query) =>
                ItemsAsync((bulkId, state, limit, cursor), context, query))
            .For(AdminRoles.Viewer, "bulk-items")
            .WithName("ListBulkItems").WithSummary("What became of each order of a bulk action.")
            .Produces<BulkItemPage>(200, Json).ProducesProblems(400, 401, 403, 503);
        MapMove(bulk, "run", "RunBulk", "Start it, or go on after a pause.", desk => desk.RunAsync);
        MapMove(bulk, "pause", "PauseBulk", "Give no more commands until it is run again.", desk => desk.PauseAsync);
        MapMove(bulk, "cancel", "CancelBulk", "Give no more commands; what was commanded takes its course.", desk => desk.CancelAsync);
    }

    private static void MapMove(
        RouteGroupBuilder bulk, string path, string name, string summary, Func<BulkDesk, Func<AdminCall, Guid, CancellationToken, Task<BulkOutcome>>> move) =>
        bulk.MapPost("/{bulkId:guid}/" + path, (Guid bulkId, HttpContext context, BulkDesk desk, BulkQuery query) => MoveAsync(bulkId, context, move(desk), query))
            .For(AdminRoles.Operator, "bulk-" + path)
            .WithName(name).WithSummary(summary)
            .Accepts<OperatorBody>(Json).Produces<BulkView>(200, Json).ProducesProblems(400, 401, 403, 404, 409, 413, 415, 503);

    private static async Task PreviewAsync(HttpContext context, BulkDesk desk, BulkQuery query)
    {
        var rule = new AdminBodyRule<BulkBody>(
            BulkJson.Default.BulkBody, "{\"action\": \"retry\", \"filter\": {...}, \"reason\": \"...\", \"rate\": 20}", body => Check(body, context.Request));
        if (await AdminBody.ReadAsync(context, rule) is not { } body)
            return;
        var fields = body.Filter ?? new OrderFilterFields();
        var plan = new BulkPlan(ActionOf(body.Action)!.Value, fields.Read([]), fields, body.Reference, body.Rate ?? BulkDesk.DefaultRate);
        var (outcome, bulkId) = await desk.PreviewAsync(AdminCall.Of(context, body.Operator, body.Reason), plan, context.RequestAborted);
        if (outcome == BulkOutcome.KeyReused)
            await context.RefuseAsync(Problems.KeyReused(context.TraceId()));
        else
            await AnswerAsync(context, query, bulkId, outcome == BulkOutcome.Done ? 201 : 200);
    }

    private static async Task MoveAsync(
        Guid bulkId, HttpContext context, Func<AdminCall, Guid, CancellationToken, Task<BulkOutcome>> move, BulkQuery query)
    {
        if (await AdminBody.ReadAsync(context, DeadLetterResolveEndpoint.Rule) is not { } body)
            return;
        if (await move(AdminCall.Of(context, body.Operator, body.Reason), bulkId, context.RequestAborted) == BulkOutcome.NotPossible)
            await context.RefuseAsync(AdminProblems.BulkHasEnded(context.TraceId()));
        else
            await AnswerAsync(context, query, bulkId, 200);
    }

    private static async Task AnswerAsync(HttpContext context, BulkQuery query, Guid bulkId, int status)
    {
        if (await query.FindAsync(context.User, bulkId, context.RequestAborted) is not { } bulk)
        {
            await context.RefuseAsync(AdminProblems.BulkNotFound(context.TraceId(), bulkId));
            return;
        }
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(bulk, BulkJson.Default.BulkView, cancellationToken: context.RequestAborted);
    }

    private static async Task ListAsync((string? Limit, string? Cursor) part, HttpContext context, BulkQuery query)
    {
        var errors = UnknownParameter.Check(context.Request, ["limit", "cursor"]);
        var page = PageRequest.Read(part.Limit, part.Cursor, errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var found = await query.ListAsync(context.User, page.After, page.Limit + 1, context.RequestAborted);
        var shown = found.Take(page.Limit).ToList();
        var next = found.Count > shown.Count ? PageLinks.Next(context.Request, new PageCursor(shown[^1].CreatedAt, shown[^1].BulkId)) : null;
        await context.Response.WriteAsJsonAsync(new BulkPage(shown, next), BulkJson.Default.BulkPage, cancellationToken: context.RequestAborted);
    }

    private static async Task ItemsAsync((Guid BulkId, string? State, string? Limit, string? Cursor) part, HttpContext context, BulkQuery query)
    {
        var errors = UnknownParameter.Check(context.Request, ["state", "limit", "cursor"]);
        var limit = PageRequest.ReadLimit(part.Limit, errors);
        if (part.State is not null && !BulkItemStates.All.Contains(part.State))
            errors.Add(new FieldError("state", FieldErrorCodes.UnknownValue, $"Must be {string.Join(", ", BulkItemStates.All)}."));
        var after = 0;
        if (part.Cursor is not null && !int.TryParse(part.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            errors.Add(new FieldError("cursor", FieldErrorCodes.InvalidFormat, "Send what nextLink contains, or leave it out for the first page."));
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var found = await query.ItemsAsync(context.User, part.BulkId, (part.State, after, limit + 1), context.RequestAborted);
        var shown = found.Take(limit).ToList();
        var next = found.Count > shown.Count ? PageLinks.Next(context.Request, shown[^1].Position.ToString(CultureInfo.InvariantCulture)) : null;
        await context.Response.WriteAsJsonAsync(new BulkItemPage(shown, next), BulkJson.Default.BulkItemPage, cancellationToken: context.RequestAborted);
    }

    private static OperatorAction? ActionOf(string? name) => name switch
    {
        "retry" => OperatorAction.Retry,
        "skip" => OperatorAction.Skip,
        "compensate" => OperatorAction.Compensate,
        "cancel" => OperatorAction.Cancel,
        _ => null,
    };

    private static List<FieldError> Check(BulkBody? body, HttpRequest request)
    {
        List<FieldError> errors = [];
        AdminText.CheckCall(request, body?.Operator, null, errors);
        if (ActionOf(body?.Action) is not { } action)
        {
            errors.Add(new FieldError("action", FieldErrorCodes.UnknownValue, "Must be retry, skip, compensate or cancel."));
            return errors;
        }
        AdminText.Check("reason", body!.Reason, action == OperatorAction.Cancel ? MaxCancelReason : AdminText.MaxReason, errors);
        if (action == OperatorAction.Skip)
            AdminText.Check("reference", body.Reference, AdminText.MaxName, errors);
        else if (body.Reference is not null)
            errors.Add(new FieldError("reference", FieldErrorCodes.UnknownField, "Only a skipped step has a reference."));
        if (body.Rate is < 1 or > BulkDesk.MaxRate)
            errors.Add(new FieldError("rate", FieldErrorCodes.InvalidFormat, $"Must be 1 to {BulkDesk.MaxRate}."));
        List<FieldError> inFilter = [];
        (body.Filter ?? new OrderFilterFields()).Read(inFilter);
        if (body.Filter?.Q is not null)
            inFilter.Add(new FieldError("q", FieldErrorCodes.UnknownField, "One order needs no bulk."));
        errors.AddRange(inFilter.Select(error => error with { Field = "filter." + error.Field }));
        return errors;
    }
}
