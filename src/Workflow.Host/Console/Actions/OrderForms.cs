using Workflow.Host.Admin;
using Workflow.Host.Admin.Orders;
using Workflow.Host.OperatorConsole.Shell;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>Decisions of one order.</summary>
internal static class OrderForms
{
    // What a customer can be shown of the order has no room for more.
    internal const int MaxCancelReason = 200;

    internal static void MapOrderForms(this IEndpointRouteBuilder forms)
    {
        foreach (var action in Enum.GetValues<OperatorAction>())
            forms.MapPost($"/orders/{{orderId:guid}}/{NameOf(action)}", (Guid orderId, HttpContext context, OrderDesk desk) => DecideAsync((action, orderId), context, desk));
        forms.MapPost("/orders/{orderId:guid}/resend", ResendAsync);
    }

    internal static string NameOf(OperatorAction action) => action.ToString().ToLowerInvariant();

    private static async Task<IResult> DecideAsync((OperatorAction Action, Guid OrderId) wish, HttpContext context, OrderDesk desk)
    {
        var form = await ConsoleForm.ReadAsync(context);
        var call = form.Call(wish.Action == OperatorAction.Cancel ? MaxCancelReason : AdminText.MaxReason);
        var reference = wish.Action == OperatorAction.Skip ? form.Needed("reference", AdminText.MaxName) : null;
        if (form.Errors.Count > 0)
            return ConsoleAnswers.Wrong(form.Errors);
        var result = await desk.DecideAsync(call, (wish.Action, wish.OrderId, reference), context.RequestAborted);
        return ConsoleAnswers.Said(form.Back(Addresses.Order(wish.OrderId)), SaidOf(wish.Action, result));
    }

    private static string SaidOf(OperatorAction action, OperatorResult result) => result switch
    {
        { State: null } => Notices.NotFound,
        { Outcome: OperatorOutcome.Taken } => NameOf(action) + "-done",
        { Outcome: OperatorOutcome.Repeated } => "order-repeated",
        { Outcome: OperatorOutcome.TooLate } => "too-late",
        _ => "not-suspended",
    };

    private static async Task<IResult> ResendAsync(Guid orderId, HttpContext context, OrderDesk desk)
    {
        var form = await ConsoleForm.ReadAsync(context);
        var call = form.Call();
        if (form.Errors.Count > 0)
            return ConsoleAnswers.Wrong(form.Errors);
        var count = await desk.ResendAsync(call, orderId, context.RequestAborted);
        return ConsoleAnswers.Said(form.Back(Addresses.Order(orderId)), count > 0 ? "resend-done" : "resend-repeated");
    }
}
