using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Workflow.Host.Admin.Access;
using Workflow.Messaging.Scheduling;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Looks;

/// <summary>The machinery under <c>/admin</c>: overview, outbox, lanes, ring, participants, instances and stock.</summary>
internal static class LookEndpoints
{
    private const string Json = "application/json";
    private const int MaxSku = 64;

    internal static void AddLooks(this IServiceCollection services)
    {
        services.AddSingleton<SystemLooks>();
        services.AddSingleton<Overviews>();
        services.AddSingleton<IDueWork, FinishedCounts>();
    }

    internal static void MapLooks(this IEndpointRouteBuilder admin)
    {
        Map(admin, "overview", "Counts by state, flows, rates and oldest ages; at most two seconds old.", LooksJson.Default.Overview,
            context => Get<Overviews>(context).ReadAsync(context.User, context.RequestAborted));
        Map(admin, "lanes", "The lanes of the instance that answers.", LooksJson.Default.LanesView,
            context => Task.FromResult(Get<SystemLooks>(context).Lanes(context.User)));
        Map(admin, "ring", "The intake's ring of the instance that answers.", LooksJson.Default.RingView,
            context => Task.FromResult(Get<SystemLooks>(context).Ring(context.User)));
        Map(admin, "participants", "What stock, payment and shipment are waited for.", LooksJson.Default.ParticipantList,
            async context => new ParticipantList(await Get<SystemLooks>(context).ParticipantsAsync(context.User, context.RequestAborted)));
        Map(admin, "instances", "The hosts and their signs of life.", LooksJson.Default.InstanceList,
            async context => new InstanceList(await Get<SystemLooks>(context).InstancesAsync(context.User, context.RequestAborted)));
        admin.MapGet("/outbox", (string? failing, string? limit, string? cursor, HttpContext context, SystemLooks looks) =>
                OutboxAsync((failing, limit, cursor), context, looks))
            .For(AdminRoles.Viewer, "outbox")
            .WithName("ListOutbox").WithSummary("Messages to be sent, the oldest first; failing=true for those that failed.")
            .Produces<OutboxPage>(200, Json).ProducesProblems(400, 401, 403, 503);
        admin.MapGet("/stock", (string? q, string? limit, string? cursor, HttpContext context, SystemLooks looks) => StockAsync((q, limit, cursor), context, looks))
            .For(AdminRoles.Viewer, "stock")
            .WithName("ListStock").WithSummary("Pieces on hand, reserved and sold of each product; q for those whose SKU begins so.")
            .Produces<StockPage>(200, Json).ProducesProblems(400, 401, 403, 503);
    }

    private static T Get<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    private static void Map<T>(IEndpointRouteBuilder admin, string path, string summary, JsonTypeInfo<T> type, Func<HttpContext, Task<T>> read) =>
        admin.MapGet("/" + path, async Task<IResult> (HttpContext context) =>
            {
                if (UnknownParameter.Check(context.Request, []) is { Count: > 0 } errors)
                    await context.RefuseAsync(errors);
                else
                    await context.Response.WriteAsJsonAsync(await read(context), type, cancellationToken: context.RequestAborted);
                return Results.Empty;
            })
            .For(AdminRoles.Viewer, path)
            .WithName("Get" + char.ToUpperInvariant(path[0]) + path[1..]).WithSummary(summary)
            .Produces<T>(200, Json).ProducesProblems(400, 401, 403, 503);

    private static async Task OutboxAsync((string? Failing, string? Limit, string? Cursor) query, HttpContext context, SystemLooks looks)
    {
        var errors = UnknownParameter.Check(context.Request, ["failing", "limit", "cursor"]);
        var limit = PageRequest.ReadLimit(query.Limit, errors);
        if (query.Failing is not (null or "true" or "false"))
            errors.Add(new FieldError("failing", FieldErrorCodes.UnknownValue, "Must be true or false."));
        var after = 0L;
        if (query.Cursor is not null && !long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            errors.Add(BadCursor());
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var found = await looks.OutboxAsync(context.User, (query.Failing == "true", after, limit + 1), context.RequestAborted);
        var shown = found.Take(limit).ToList();
        var next = found.Count > limit ? PageLinks.Next(context.Request, shown[^1].Position.ToString(CultureInfo.InvariantCulture)) : null;
        await context.Response.WriteAsJsonAsync(new OutboxPage(shown, next), LooksJson.Default.OutboxPage, cancellationToken: context.RequestAborted);
    }

    private static async Task StockAsync((string? Q, string? Limit, string? Cursor) query, HttpContext context, SystemLooks looks)
    {
        var errors = UnknownParameter.Check(context.Request, ["q", "limit", "cursor"]);
        var limit = PageRequest.ReadLimit(query.Limit, errors);
        AdminText.CheckOptional("q", query.Q, MaxSku, errors);
        var after = SkuOf(query.Cursor, errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var found = await looks.StockAsync(context.User, (query.Q, after, limit + 1), context.RequestAborted);
        var shown = found.Take(limit).ToList();
        var next = found.Count > limit ? PageLinks.Next(context.Request, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(shown[^1].Sku))) : null;
        await context.Response.WriteAsJsonAsync(new StockPage(shown, next), LooksJson.Default.StockPage, cancellationToken: context.RequestAborted);
    }

    private static string? SkuOf(string? cursor, List<FieldError> errors)
    {
        if (cursor is null)
            return null;
        if (cursor.Length is > 0 and <= 8 * MaxSku && Base64Url.IsValid(cursor))
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            if (System.Text.Unicode.Utf8.IsValid(bytes) && !bytes.Contains((byte)0))
                return Encoding.UTF8.GetString(bytes);
        }
        errors.Add(BadCursor());
        return null;
    }

    private static FieldError BadCursor() =>
        new("cursor", FieldErrorCodes.InvalidFormat, "Send what nextLink contains, or leave it out for the first page.");
}
