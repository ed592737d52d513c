using System.Text;
using Microsoft.AspNetCore.Mvc;
using Workflow.Host.Admin;
using Workflow.Host.Admin.Audit;
using Workflow.Host.OperatorConsole.Shell;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>Decisions of dead letters, one or a group.</summary>
internal static class DeadLetterForms
{
    internal static void MapDeadLetterForms(this IEndpointRouteBuilder forms)
    {
        forms.MapPost("/dead-letters/{id:guid}/edit", EditAsync).WithMetadata(new RequestSizeLimitAttribute(4 << 20));
        forms.MapPost("/dead-letters/{id:guid}/resend", (Guid id, HttpContext context, DeadLetterDesk desk) => EndAsync((id, "letter-resend-done"), context, desk.ResendAsync));
        forms.MapPost("/dead-letters/{id:guid}/drop", (Guid id, HttpContext context, DeadLetterDesk desk) => EndAsync((id, "letter-drop-done"), context, desk.DropAsync));
        forms.MapPost("/dead-letters/resend", (HttpContext context, DeadLetterDesk desk) => EndGroupAsync("letters-resend-done", context, desk.ResendAsync));
        forms.MapPost("/dead-letters/drop", (HttpContext context, DeadLetterDesk desk) => EndGroupAsync("letters-drop-done", context, desk.DropAsync));
    }

    private static async Task<IResult> EndAsync(
        (Guid Id, string Done) what, HttpContext context, Func<AdminCall, Guid, CancellationToken, Task<DeadLetterOutcome>> end)
    {
        var form = await ConsoleForm.ReadAsync(context);
        var call = form.Call();
        return form.Errors.Count > 0 ? ConsoleAnswers.Wrong(form.Errors) : Told(what.Id, what.Done, await end(call, what.Id, context.RequestAborted));
    }

    private static async Task<IResult> EditAsync(Guid id, HttpContext context, DeadLetterQuery letters, DeadLetterDesk desk)
    {
        var form = await ConsoleForm.ReadAsync(context);
        var call = form.Call();
        if (await letters.FindAsync(id, context.RequestAborted) is not { } letter)
            return ConsoleAnswers.Said("/console/dead-letters", Notices.NotFound);
        var content = new DeadLetterContent(form["messageType"] ?? "", Encoding.UTF8.GetBytes(form.Raw("body")), letter.Content.Headers);
        var edit = desk.Check(letter.Line, content, out var faults);
        form.Errors.AddRange(faults.Select(fault => new FieldError(fault.Field, FieldErrorCodes.InvalidFormat, fault.Message)));
        return form.Errors.Count > 0 ? ConsoleAnswers.Wrong(form.Errors) : Told(id, "letter-edit-done", await desk.EditAsync(call, id, edit!, context.RequestAborted));
    }

    // Only by the group that its form names: all letters at once are for the API, where that takes an explicit word.
    private static async Task<IResult> EndGroupAsync(
        string done, HttpContext context, Func<AdminCall, DeadLetterFilter, CancellationToken, Task<DeadLetterCounts>> end)
    {
        var form = await ConsoleForm.ReadAsync(context);
        var call = form.Call();
        var fields = new DeadLetterFilterFields(null, null, null, null, null, form.Needed("fingerprint", AdminText.MaxName), null, form["to"]);
        var filter = fields.Read(form.Errors);
        if (form.Errors.Count > 0)
            return ConsoleAnswers.Wrong(form.Errors);
        await end(call, filter, context.RequestAborted);
        return ConsoleAnswers.Said("/console/dead-letters", done);
    }

    private static IResult Told(Guid id, string done, DeadLetterOutcome outcome) => ConsoleAnswers.Said(Addresses.DeadLetter(id), outcome switch
    {
        DeadLetterOutcome.Done => done,
        DeadLetterOutcome.UnderWay => "letter-under-way",
        DeadLetterOutcome.Refused => "letter-refused",
        DeadLetterOutcome.NotFound => Notices.NotFound,
        _ => "letter-repeated",
    });
}
