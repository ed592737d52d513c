using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator.Intake;

/// <summary><c>POST /orders/{id}/cancel</c>: repeating it changes nothing.</summary>
internal static class CancelEndpoint
{
    private const int MaxReason = 200;

    internal static async Task PostAsync(Guid orderId, HttpContext context, (OrderIntake Intake, OrderQuery Query, OrderDoor Door) use)
    {
        var traceId = TraceParent.TraceIdOf(context);
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
        var result = await use.Intake.CancelAsync(Command(found, use.Intake.NewMessageId(), reason));
        if (result is IntakeResult.Accepted)
            await OrderAccepted.Of(orderId, found.AcceptedAt).WriteAsync(context.Response, false, context.RequestAborted);
        else
            await use.Door.RefuseAsync(context, use.Door.ProblemOf((IntakeResult.Refused)result, traceId));
    }

    private static CancelOrder Command(OrderSummary order, Guid messageId, string? reason) => new()
    {
        OrderId = order.OrderId,
        MessageId = messageId,
        TraceId = order.TraceId,
        BusinessType = order.BusinessType,
        Reason = reason,
    };

    private static async Task<(string? Reason, Problem? Problem)> ReadReasonAsync(HttpContext context, OrderDoor door, string traceId)
    {
        var isJson = OrderDoor.IsJson(context.Request);
        var body = await BoundedBody.ReadAsync(context.Request, door.Options.MaxBodyBytes, bytes => Read(bytes, isJson, traceId), context.RequestAborted);
        return body is null
            ? (null, Problems.BodyTooLarge(traceId, door.Options.MaxBodyBytes))
            : (body.Reason, body.Problem);
    }

    private static ReasonResult Read(ReadOnlySequence<byte> body, bool isJson, string traceId)
    {
        if (body.IsEmpty)
            return new(null, null);
        if (!isJson)
            return new(null, Problems.UnsupportedMediaType(traceId, "application/json"));
        try
        {
            var reader = new Utf8JsonReader(body);
            var reason = JsonSerializer.Deserialize(ref reader, IntakeJson.Default.CancelBody)?.Reason;
            return Check(reason) is { } error ? new(null, Problems.Invalid(traceId, [error])) : new(reason, null);
        }
        catch (JsonException error)
        {
            var field = error.Path is { Length: > 2 } path ? path[2..] : "body";
            return new(null, Problems.Invalid(traceId, [new FieldError(field, FieldErrorCodes.MalformedJson, "Expected {\"reason\": \"...\"} or no body.")]));
        }
    }

    private static FieldError? Check(string? reason) => reason switch
    {
        { Length: > MaxReason } => new FieldError("reason", FieldErrorCodes.TooLong, $"May have {MaxReason} characters."),
        // U+0000 cannot be stored, and the rest has no place in a line that people read.
        not null when reason.Any(char.IsControl) => new FieldError("reason", FieldErrorCodes.ControlCharacter, "Must not contain control characters."),
        _ => null,
    };

    private sealed record ReasonResult(string? Reason, Problem? Problem);
}
