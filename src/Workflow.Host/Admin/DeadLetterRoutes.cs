using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
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
        letters.MapPut("/{deadLetterId:guid}", (Guid deadLetterId, HttpContext context, DeadLetterQuery query, DeadLetterDesk desk) =>
                DeadLetterEditEndpoint.PutAsync(deadLetterId, context, (query, desk)))
            .For(AdminRoles.Operator, "dead-letter-edit")
            .WithName("EditDeadLetter").WithSummary("Replace the message of an open letter; what came is kept beside it.")
            .Accepts<DeadLetterEditBody>(Json).Produces<DeadLetterDone>(200, Json).ProducesProblems(400, 401, 403, 404, 413, 415, 503);
        MapOne(letters, "resend", "ResendDeadLetter", "Send the message again; a second call does nothing.", desk => desk.ResendAsync);
        MapOne(letters, "drop", "DropDeadLetter", "Give the message up; a second call does nothing.", desk => desk.DropAsync);
        MapMany(letters, "resend", "ResendDeadLetters", "Send again all open letters that a filter means.", desk => desk.ResendAsync);
        MapMany(letters, "drop", "DropDeadLetters", "Give up all open letters that a filter means.", desk => desk.DropAsync);
    }

    private static void MapReads(RouteGroupBuilder letters)
    {
        letters.MapGet("", ([AsParameters] DeadLetterListQuery query, HttpContext context, DeadLetterQuery found) =>
                DeadLetterListEndpoint.GetAsync(query, context, found))
            .For(AdminRoles.Viewer, "dead-letters")
            .WithName("ListDeadLetters").WithSummary("Dead letters, the last to die first.")
            .Produces<DeadLetterPage>(200, Json).ProducesProblems(400, 401, 503);
        letters.MapGet("/groups", ([AsParameters] DeadLetterGroupsQuery query, HttpContext context, DeadLetterQuery found) =>
                DeadLetterGroupsEndpoint.GetAsync(query, context, found))
            .For(AdminRoles.Viewer, "dead-letter-groups")
            .WithName("GroupDeadLetters").WithSummary("Dead letters counted by error, the largest groups first.")
            .Produces<DeadLetterGroups>(200, Json).ProducesProblems(400, 401, 503);
        letters.MapGet("/{deadLetterId:guid}", (Guid deadLetterId, HttpContext context, DeadLetterQuery found) =>
                DeadLetterGetEndpoint.GetAsync(deadLetterId, context, found))
            .For(AdminRoles.Viewer, "dead-letter")
            .WithName("GetDeadLetter").WithSummary("A dead letter with its message.")
            .Produces<DeadLetterAnswer>(200, Json).ProducesProblems(401, 404, 503);
    }

    private static void MapOne(
        RouteGroupBuilder letters, string path, string name, string summary,
        Func<DeadLetterDesk, Func<AdminCall, Guid, CancellationToken, Task<DeadLetterOutcome>>> action) =>
        letters.MapPost("/{deadLetterId:guid}/" + path, (Guid deadLetterId, HttpContext context, DeadLetterDesk desk) =>
                DeadLetterResolveEndpoint.PostAsync(deadLetterId, context, action(desk)))
            .For(AdminRoles.Operator, "dead-letter-" + path)
            .WithName(name).WithSummary(summary)
            .Accepts<OperatorBody>(Json).Produces<DeadLetterDone>(200, Json).ProducesProblems(400, 401, 403, 404, 409, 413, 415, 503);

    private static void MapMany(
        RouteGroupBuilder letters, string path, string name, string summary,
        Func<DeadLetterDesk, Func<AdminCall, DeadLetterFilter, CancellationToken, Task<DeadLetterCounts>>> action) =>
        letters.MapPost("/" + path, (HttpContext context, DeadLetterDesk desk) => DeadLetterBulkEndpoint.PostAsync(context, action(desk)))
            .For(AdminRoles.Operator, "dead-letters-" + path)
            .WithName(name).WithSummary(summary)
            .Accepts<DeadLetterBulkBody>(Json).Produces<DeadLetterBulkAnswer>(200, Json).ProducesProblems(400, 401, 403, 413, 415, 503);
}
