using Workflow.Host.Admin;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Bulk;
using Workflow.Host.Admin.Orders;
using Workflow.Host.OperatorConsole.Shell;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>Decisions of many orders.</summary>
internal static class BulkForms
{
    internal static void MapBulkForms(this IEndpointRouteBuilder forms)
    {
        forms.MapPost("/bulk", PreviewAsync);
        Map(forms, "run", desk => desk.RunAsync);
        Map(forms, "pause", desk => desk.PauseAsync);
        Map(forms, "cancel", desk => desk.CancelAsync);
    }

    private static void Map(IEndpointRouteBuilder forms, string move, Func<BulkDesk, Func<AdminCall, Guid, CancellationToken, Task<BulkOutcome>>> of) =>
        forms.MapPost($"/bulk/{{bulkId:guid}}/{move}", async (Guid bulkId, HttpContext context, BulkDesk desk) =>
        {
            // Its reason was given with the selection.
            var outcome = await of(desk)(AdminCall.Of(context, null, null), bulkId, context.RequestAborted);
            return ConsoleAnswers.Said(Addresses.Bulk(bulkId), outcome switch
            {
                BulkOutcome.Done => $"bulk-{move}-done",
                BulkOutcome.Repeated => "bulk-move-repeated",
                BulkOutcome.NotFound => Notices.NotFound,
                _ => "bulk-not-possible",
            });
        });

    private static async Task<IResult> PreviewAsync(HttpContext context, BulkDesk desk)
    {
        var form = await ConsoleForm.ReadAsync(context);
        if (PlanOf(form) is not { } read || form.Errors.Count > 0)
            return ConsoleAnswers.Wrong(form.Errors);
        var (outcome, bulkId) = await desk.PreviewAsync(read.Call, read.Plan, context.RequestAborted);
        return ConsoleAnswers.Said(Addresses.Bulk(bulkId), outcome switch
        {
            BulkOutcome.Done => "bulk-done",
            BulkOutcome.Repeated => "bulk-repeated",
            _ => "bulk-key",
        });
    }

    private static (AdminCall Call, BulkPlan Plan)? PlanOf(ConsoleForm form)
    {
        if (!Enum.TryParse<OperatorAction>(form["action"], ignoreCase: true, out var action) || !Enum.IsDefined(action))
        {
            form.Errors.Add(new FieldError("action", FieldErrorCodes.UnknownValue, "Choose what is to be done."));
            return null;
        }
        var fields = FieldsOf(name => form[name]);
        var filter = fields.Read(form.Errors);
        var reference = action == OperatorAction.Skip ? form.Needed("reference", AdminText.MaxName) : null;
        var rate = AdminText.ReadNumber("rate", form["rate"], (1, BulkDesk.MaxRate), form.Errors) ?? BulkDesk.DefaultRate;
        var call = form.Call(action == OperatorAction.Cancel ? OrderForms.MaxCancelReason : AdminText.MaxReason);
        return (call, new BulkPlan(action, filter, fields, reference, rate));
    }

    /// <summary>A filter of orders as an address or a form has it; one order needs no bulk.</summary>
    internal static OrderFilterFields FieldsOf(Func<string, string?> of) => new(
        of("state"), of("step"), of("minAttempt"), of("fingerprint"), of("minAgeSeconds"), of("retryBefore"), of("customerId"), of("sku"),
        of("businessType"), Moments.Read(of("from")), Moments.Read(of("to")));
}
