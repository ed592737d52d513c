using Workflow.Messaging.DeadLetters;

namespace Workflow.Host.Admin;

/// <summary><c>GET /admin/dead-letters</c>: a page of letters, the last to die first.</summary>
internal static class DeadLetterListEndpoint
{
    internal static async Task GetAsync(DeadLetterListQuery query, HttpContext context, DeadLetterQuery letters)
    {
        var errors = UnknownParameter.Check(context.Request, DeadLetterListQuery.Names);
        var page = PageRequest.Read(query.Limit, query.Cursor, errors);
        var filter = query.Filter.Read(errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        (DateTimeOffset, Guid)? after = page.After is { } cursor ? (cursor.At, cursor.Id) : null;
        // One more than is shown tells whether there is a next page.
        var found = await letters.ListAsync(filter, after, page.Limit + 1, context.RequestAborted);
        var shown = found.Take(page.Limit).ToList();
        var next = found.Count > shown.Count ? PageLinks.Next(context.Request, new PageCursor(shown[^1].LastAt, shown[^1].DeadLetterId)) : null;
        await context.Response.WriteAsJsonAsync(new DeadLetterPage(shown, next), AdminJson.Default.DeadLetterPage, cancellationToken: context.RequestAborted);
    }
}

/// <summary>What may be asked.</summary>
internal sealed record DeadLetterListQuery(
    string? State, string? Reason, string? Destination, string? MessageType, string? OrderId, string? Fingerprint, string? From, string? To,
    string? Limit, string? Cursor)
{
    internal static readonly string[] Names =
        ["state", "reason", "destination", "messageType", "orderId", "fingerprint", "from", "to", "limit", "cursor"];

    internal DeadLetterFilterFields Filter => new(State, Reason, Destination, MessageType, OrderId, Fingerprint, From, To);
}

/// <summary>A page of dead letters.</summary>
/// <param name="Items">The letters.</param>
/// <param name="NextLink">Address of the next page; absent on the last.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterLine> Items, string? NextLink);
