using Microsoft.AspNetCore.Mvc;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>
/// <c>POST /admin/orders/{id}/retry</c>, <c>/skip</c>, <c>/compensate</c>, <c>/cancel</c> and <c>/resend</c>: what an operator
/// decides of an order. The same key does nothing twice.
/// </summary>
internal static class OrderActionEndpoint
{
    // What a customer can be shown of the order has no room for more.
    private const int MaxCancelReason = 200;

    private const string Form = "{\"operator\": \"...\"?, \"reason\": \"...\", \"reference\": \"...\" (skip only)}";

    internal static void MapOrderActions(this IEndpointRouteBuilder admin)
    {
        Map(admin, OperatorAction.Retry, "RetryStep", "Try the failed step of a suspended order again; or start the next attempt of one that waits for it.");
        Map(admin, OperatorAction.Skip, "SkipStep", "Go on as if the failed step had succeeded, because it was done by hand.");
        Map(admin, OperatorAction.Compensate, "CompensateOrder", "Undo what was done for a suspended order and end it as rejected.");
        Map(admin, OperatorAction.Cancel, "CancelOrderAsOperator", "Undo what was done for an order that has not ended and end it as cancelled.");
        admin.MapPost("/orders/{orderId:guid}/resend", (Guid orderId, HttpContext context, OrderDesk desk) => ResendAsync(orderId, context, desk))
            .For(AdminRoles.Operator, "order-resend")
            .WithName("ResendMessages").WithSummary("Send the order's stuck messages again: dead letters, and what waits for another try.")
            .Accepts<OperatorActionBody>("application/json").Produces<OrderResendAnswer>(200, "application/json")
            .ProducesProblems(400, 401, 403, 413, 415, 503);
    }

    private static void Map(IEndpointRouteBuilder admin, OperatorAction action, string name, string summary) =>
        admin.MapPost($"/orders/{{orderId:guid}}/{action.ToString().ToLowerInvariant()}",
                (Guid orderId, [FromHeader(Name = IdempotencyKey.HeaderName)] string? idempotencyKey, HttpContext context, OrderDesk desk) =>
                    PostAsync(context, desk, (action, orderId)))
            .For(AdminRoles.Operator, OrderDesk.ActionName(action))
            .WithName(name).WithSummary(summary)
            .Accepts<OperatorActionBody>("application/json").Produces<OperatorActionAnswer>(202, "application/json")
            .ProducesProblems(400, 401, 403, 404, 409, 413, 415, 503);

    private static async Task PostAsync(HttpContext context, OrderDesk desk, (OperatorAction Action, Guid OrderId) target)
    {
        if (await AdminBody.ReadAsync(context, Rule(context, target.Action)) is not { } body)
            return;
        var call = AdminCall.Of(context, body.Operator, body.Reason);
        var result = await desk.DecideAsync(call, (target.Action, target.OrderId, body.Reference), context.RequestAborted);
        await AnswerAsync(context, target.OrderId, result);
    }

    private static async Task ResendAsync(Guid orderId, HttpContext context, OrderDesk desk)
    {
        if (await AdminBody.ReadAsync(context, Rule(context, null)) is not { } body)
            return;
        var count = await desk.ResendAsync(AdminCall.Of(context, body.Operator, body.Reason), orderId, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new OrderResendAnswer(orderId, count), OrdersJson.Default.OrderResendAnswer, cancellationToken: context.RequestAborted);
    }

    private static AdminBodyRule<OperatorActionBody> Rule(HttpContext context, OperatorAction? action) =>
        new(AdminJson.Default.OperatorActionBody, Form, body => Check(body, context.Request, action));

    private static Task AnswerAsync(HttpContext context, Guid orderId, OperatorResult result)
    {
        if (result.State is null)
            return context.RefuseAsync(Problems.OrderNotFound(context.TraceId(), orderId.ToString("D")));
        if (result.Outcome == OperatorOutcome.NotSuspended)
            return context.RefuseAsync(AdminProblems.NotSuspended(context.TraceId(), result.State));
        if (result.Outcome == OperatorOutcome.TooLate)
            return context.RefuseAsync(Problems.TooLateToCancel(context.TraceId(), result.State));
        var answer = new OperatorActionAnswer(orderId, result.Outcome == OperatorOutcome.Taken, $"/orders/{orderId:D}");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return context.Response.WriteAsJsonAsync(answer, AdminJson.Default.OperatorActionAnswer, cancellationToken: context.RequestAborted);
    }

    private static List<FieldError> Check(OperatorActionBody? body, HttpRequest request, OperatorAction? action)
    {
        List<FieldError> errors = [];
        AdminText.CheckCall(request, body?.Operator, null, errors);
        AdminText.Check("reason", body?.Reason, action == OperatorAction.Cancel ? MaxCancelReason : AdminText.MaxReason, errors);
        if (action == OperatorAction.Skip)
            AdminText.Check("reference", body?.Reference, AdminText.MaxName, errors);
        else if (body?.Reference is not null)
            errors.Add(new FieldError("reference", FieldErrorCodes.UnknownField, "Only a skipped step has a reference."));
        return errors;
    }
}

/// <summary>Who decides, and why.</summary>
/// <param name="Operator">For whom, when not for the one who signed in; 1 to 64 characters.</param>
/// <param name="Reason">1 to 500 characters; it stays in the order's history.</param>
/// <param name="Reference">For a skipped step: proof of what was done by hand, such as a tracking number; 1 to 64 characters.</param>
internal sealed record OperatorActionBody(string? Operator, string? Reason, string? Reference);

/// <summary>What a call did.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Done">Whether this call gave the command; false when the same key or the same click had given it before.</param>
/// <param name="Order">Where to see what came of it.</param>
internal sealed record OperatorActionAnswer(Guid OrderId, bool Done, string Order);

/// <summary>What a resend did.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Count">Messages that leave again; 0 when none was stuck.</param>
internal sealed record OrderResendAnswer(Guid OrderId, int Count);
