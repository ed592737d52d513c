using Microsoft.AspNetCore.Mvc;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin;

/// <summary>
/// <c>POST /admin/orders/{id}/retry</c>, <c>/skip</c> and <c>/compensate</c>: what an operator decides of a suspended order.
/// The same key does nothing twice.
/// </summary>
internal static class OperatorActionEndpoint
{
    private const int MaxReason = 500;

    private const string Form = "{\"operator\": \"...\", \"reason\": \"...\", \"reference\": \"...\" (skip only)}";

    internal static void MapOperatorActions(this RouteGroupBuilder admin)
    {
        Map(admin, OperatorAction.Retry, "RetryStep", "Try the failed step of a suspended order again.");
        Map(admin, OperatorAction.Skip, "SkipStep", "Go on as if the failed step had succeeded, because it was done by hand.");
        Map(admin, OperatorAction.Compensate, "CompensateOrder", "Undo what was done for a suspended order and end it as rejected.");
    }

    private static void Map(RouteGroupBuilder admin, OperatorAction action, string name, string summary) =>
        admin.MapPost($"/orders/{{orderId:guid}}/{action.ToString().ToLowerInvariant()}",
                (Guid orderId, [FromHeader(Name = IdempotencyKey.HeaderName)] string? idempotencyKey, HttpContext context, OperatorActions actions) =>
                    PostAsync(context, actions, (action, orderId)))
            .WithName(name).WithSummary(summary)
            .Accepts<OperatorActionBody>("application/json").Produces<OperatorActionAnswer>(202, "application/json")
            .ProducesProblems(400, 401, 404, 409, 413, 415, 503);

    private static async Task PostAsync(HttpContext context, OperatorActions actions, (OperatorAction Action, Guid OrderId) target)
    {
        var rule = new AdminBodyRule<OperatorActionBody>(
            AdminJson.Default.OperatorActionBody, Form, body => Check(body, context.Request, target.Action == OperatorAction.Skip));
        if (await AdminBody.ReadAsync(context, rule) is not { } body)
            return;
        IdempotencyKey.Read(context.Request.Headers[IdempotencyKey.HeaderName], out var key);
        var decision = new OperatorDecision(target.Action, target.OrderId, body.Operator!, body.Reason!, body.Reference);
        var result = await actions.DecideAsync(decision, key, context.RequestAborted);
        await AnswerAsync(context, target.OrderId, result);
    }

    private static Task AnswerAsync(HttpContext context, Guid orderId, OperatorResult result)
    {
        if (result.State is null)
            return context.RefuseAsync(Problems.OrderNotFound(context.TraceId(), orderId.ToString("D")));
        if (result.Outcome == OperatorOutcome.NotSuspended)
            return context.RefuseAsync(AdminProblems.NotSuspended(context.TraceId(), result.State));
        var answer = new OperatorActionAnswer(orderId, result.Outcome == OperatorOutcome.Taken, $"/orders/{orderId:D}");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return context.Response.WriteAsJsonAsync(answer, AdminJson.Default.OperatorActionAnswer, cancellationToken: context.RequestAborted);
    }

    private static List<FieldError> Check(OperatorActionBody? body, HttpRequest request, bool isSkip)
    {
        List<FieldError> errors = [];
        if (IdempotencyKey.Read(request.Headers[IdempotencyKey.HeaderName], out _) is { } wrongKey)
            errors.Add(wrongKey);
        AdminText.Check("operator", body?.Operator, AdminText.MaxName, errors);
        AdminText.Check("reason", body?.Reason, MaxReason, errors);
        if (isSkip)
            AdminText.Check("reference", body?.Reference, AdminText.MaxName, errors);
        else if (body?.Reference is not null)
            errors.Add(new FieldError("reference", FieldErrorCodes.UnknownField, "Only a skipped step has a reference."));
        return errors;
    }
}

/// <summary>Who decides, and why.</summary>
/// <param name="Operator">1 to 64 characters.</param>
/// <param name="Reason">1 to 500 characters; it stays in the order's history.</param>
/// <param name="Reference">For a skipped step: proof of what was done by hand, such as a tracking number; 1 to 64 characters.</param>
internal sealed record OperatorActionBody(string? Operator, string? Reason, string? Reference);

/// <summary>What a call did.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Done">Whether this call gave the command; false when the same key or the same click had given it before.</param>
/// <param name="Order">Where to see what came of it.</param>
internal sealed record OperatorActionAnswer(Guid OrderId, bool Done, string Order);
