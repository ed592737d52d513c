using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator.Intake;

/// <summary><c>POST /orders/{id}/cancel</c>: repeating it changes nothing.</summary>
internal static class CancelEndpoint
{
    private const int MaxReason = 200;

    internal static async Task PostAsync(Guid orderId, HttpContext context, (OrderIntake Intake, OrderQuery Query, OrderDoor Door) use)
    {
        var traceId = use.Door.TraceIdOf(context);
        var (reason, problem) = await ReadReasonAsync(context, use.Door, traceId);
        if (problem is not null)
        {
            await use.Door.RefuseAsync(context, problem);
            return;
        }
        if (await use.Query.TryFindAsync(orderId, context.RequestAborted) is not { } found)
        {
            await use.Door.RefuseAsync(context, Problems.OrderNotFound(traceId, orderId.ToString("D")));
            return;
        }
        if (found.State is OrderStates.Completed or OrderStates.Rejected)
        {
            await use.Door.RefuseAsync(context, Problems.TooLateToCancel(traceId, found.State));
            return;
        }
        var result = await use.Intake.CancelAsync(Command(found, reason));
        if (result is IntakeResult.Accepted)
            await OrderAccepted.Of(orderId, found.AcceptedAt).WriteAsync(context.Response, false, context.RequestAborted);
        else
            await use.Door.RefuseAsync(context, use.Door.ProblemOf((IntakeResult.Refused)result, traceId));
    }

    private static CancelOrder Command(OrderSummary order, string? reason) => new()
    {
        OrderId = order.OrderId,
        MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
        TraceId = order.TraceId,
        BusinessType = order.BusinessType,
        Reason = reason,
    };

    private static async Task<(string? Reason, Problem? Problem)> ReadReasonAsync(HttpContext context, OrderDoor door, string traceId)
    {
        var body = await BoundedBody.ReadAsync(context.Request, door.Options.MaxBodyBytes, context.RequestAborted);
        if (body is null)
            return (null, Problems.BodyTooLarge(traceId, door.Options.MaxBodyBytes));
        if (body.Value.IsEmpty)
            return (null, null);
        if (!OrderDoor.IsJson(context.Request))
            return (null, Problems.UnsupportedMediaType(traceId, "application/json"));
        try
        {
            var reader = new Utf8JsonReader(body.Value);
            var reason = JsonSerializer.Deserialize(ref reader, IntakeJson.Default.CancelBody)?.Reason;
            return reason?.Length > MaxReason
                ? (null, Problems.Invalid(traceId, [new FieldError("reason", FieldErrorCodes.TooLong, $"May have {MaxReason} characters.")]))
                : (reason, null);
        }
        catch (JsonException error)
        {
            return (null, Problems.Invalid(traceId, [new FieldError(error.Path is { Length: > 2 } path ? path[2..] : "body", FieldErrorCodes.MalformedJson, "Expected {\"reason\": \"...\"} or no body.")]));
        }
    }
}
