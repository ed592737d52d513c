using Workflow.Host.Admin;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>Decisions of what waits for its time.</summary>
internal static class ScheduleForms
{
    internal static void MapScheduleForms(this IEndpointRouteBuilder forms) =>
        forms.MapPost("/schedule/{messageId:guid}/run", async (Guid messageId, HttpContext context, ScheduleDesk desk) =>
        {
            var form = await ConsoleForm.ReadAsync(context);
            var call = form.Call();
            if (form.Errors.Count > 0)
                return ConsoleAnswers.Wrong(form.Errors);
            var found = await desk.RunAsync(call, messageId, context.RequestAborted);
            return ConsoleAnswers.Said(form.Back("/console/schedule"), found ? "scheduled-run-done" : Notices.NotFound);
        });
}
