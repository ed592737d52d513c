using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>The paths of the dead letters.</summary>
internal static class DeadLetterRoutes
{
    private const string Json = "application/json";

    internal static void MapDeadLetters(this RouteGroupBuilder admin)
    {
        var letters = admin.MapGroup("/dead-letters").WithTags("Dead letters");
        MapReads(letters);
        letters.MapPut("/{deadLetterId:guid}", (Guid deadLetterId, HttpContext context, DeadLetterQuery query, DeadLetterActions actions) =>
                DeadLetterEditEndpoint.PutAsync(deadLetterId, context, (query, actions)))
            .WithName("EditDeadLetter").WithSummary("Replace the message of an open letter; what came is kept beside it.")
            .Accepts<DeadLetterEditBody>(Json).Produces<DeadLetterDone>(200, Json).ProducesProblems(400, 401, 404, 413, 415, 503);
        MapOne(letters, "resend", "ResendDeadLetter", "Send the message again; a second call does nothing.", actions => actions.ResendAsync);
        MapOne(letters, "drop", "DropDeadLetter", "Give the message up; a second call does nothing.", actions => actions.DropAsync);
        MapMany(letters, "resend", "ResendDeadLetters", "Send again all open letters that a filter means.", actions => actions.ResendAsync);
        MapMany(letters, "drop", "DropDeadLetters", "Give up all open letters that a filter means.", actions => actions.DropAsync);
    }

    private static void MapReads(RouteGroupBuilder letters)
    {
        letters.MapGet("", ([AsParameters] DeadLetterListQuery query, HttpContext context, DeadLetterQuery found) =>
                DeadLetterListEndpoint.GetAsync(query, context, found))
            .WithName("ListDeadLetters").WithSummary("Dead letters, the last to die first.")
            .Produces<DeadLetterPage>(200, Json).ProducesProblems(400, 401, 503);
        letters.MapGet("/groups", ([AsParameters] DeadLetterGroupsQuery query, HttpContext context, DeadLetterQuery found) =>
                DeadLetterGroupsEndpoint.GetAsync(query, context, found))
            .WithName("GroupDeadLetters").WithSummary("Dead letters counted by error, the largest groups first.")
            .Produces<DeadLetterGroups>(200, Json).ProducesProblems(400, 401, 503);
        letters.MapGet("/{deadLetterId:guid}", (Guid deadLetterId, HttpContext context, DeadLetterQuery found) =>
                DeadLetterGetEndpoint.GetAsync(deadLetterId, context, found))
            .WithName("GetDeadLetter").WithSummary("A dead letter with its message.")
            .Produces<DeadLetterAnswer>(200, Json).ProducesProblems(401, 404, 503);
    }

    private static void MapOne(
        RouteGroupBuilder letters, string path, string name, string summary,
        Func<DeadLetterActions, Func<Guid, string, CancellationToken, Task<DeadLetterOutcome>>> action) =>
        letters.MapPost("/{deadLetterId:guid}/" + path, (Guid deadLetterId, HttpContext context, DeadLetterActions actions) =>
                DeadLetterResolveEndpoint.PostAsync(deadLetterId, context, action(actions)))
            .WithName(name).WithSummary(summary)
            .Accepts<OperatorBody>(Json).Produces<DeadLetterDone>(200, Json).ProducesProblems(400, 401, 404, 409, 413, 415, 503);

    private static void MapMany(
        RouteGroupBuilder letters, string path, string name, string summary,
        Func<DeadLetterActions, Func<DeadLetterFilter, string, CancellationToken, Task<DeadLetterCounts>>> action) =>
        letters.MapPost("/" + path, (HttpContext context, DeadLetterActions actions) => DeadLetterBulkEndpoint.PostAsync(context, action(actions)))
            .WithName(name).WithSummary(summary)
            .Accepts<DeadLetterBulkBody>(Json).Produces<DeadLetterBulkAnswer>(200, Json).ProducesProblems(400, 401, 413, 415, 503);
}
