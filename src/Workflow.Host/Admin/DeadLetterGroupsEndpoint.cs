using Workflow.Messaging.DeadLetters;

namespace Workflow.Host.Admin;

/// <summary><c>GET /admin/dead-letters/groups</c>: how many letters died of the same error, the largest groups first.</summary>
internal static class DeadLetterGroupsEndpoint
{
    private static readonly string[] Names = [.. DeadLetterListQuery.Names.Where(name => name != "cursor")];

    internal static async Task GetAsync(DeadLetterGroupsQuery query, HttpContext context, DeadLetterQuery letters)
    {
        var errors = UnknownParameter.Check(context.Request, Names);
        var limit = PageRequest.ReadLimit(query.Limit, errors);
        var filter = query.Filter.Read(errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var groups = await letters.GroupAsync(filter, limit, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new DeadLetterGroups(groups), AdminJson.Default.DeadLetterGroups, cancellationToken: context.RequestAborted);
    }
}

/// <summary>What may be asked.</summary>
internal sealed record DeadLetterGroupsQuery(
    string? State, string? Reason, string? Destination, string? MessageType, string? OrderId, string? Fingerprint, string? From, string? To,
    string? Limit)
{
    internal DeadLetterFilterFields Filter => new(State, Reason, Destination, MessageType, OrderId, Fingerprint, From, To);
}

/// <summary>The largest groups.</summary>
/// <param name="Items">The groups, the largest first.</param>
internal sealed record DeadLetterGroups(IReadOnlyList<DeadLetterGroup> Items);
