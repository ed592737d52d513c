using System.Buffers;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Orchestrator.Intake;
using Workflow.Participants.Payment;

namespace Workflow.Host.Payments;

/// <summary><c>POST /payments/callbacks</c>: a payment gateway says what became of a payment. Repeating it changes nothing.</summary>
internal static class PaymentCallbackEndpoint
{
    private const long MaxBodyBytes = 16 * 1024;

    internal static IServiceCollection AddPaymentCallbacks(this IServiceCollection services) => services.AddSingleton<CallbackSignature>();

    internal static void MapPaymentCallbacks(this IEndpointRouteBuilder app) =>
        app.MapPost("/payments/callbacks", (HttpContext context, CallbackSignature signature, OrderQuery orders, PaymentCallbacks callbacks) =>
                PostAsync(context, signature, (orders, callbacks)))
            .WithTags("Payments").WithName("TellPaymentStatus")
            .WithSummary("A payment gateway says what became of a payment; it is asked back before anything is recorded.")
            .Accepts<PaymentCallbackBody>("application/json").Produces(202)
            .ProducesProblems(400, 401, 404, 413, 415, 429, 503);

    private static async Task PostAsync(HttpContext context, CallbackSignature signature, (OrderQuery Orders, PaymentCallbacks Callbacks) use)
    {
        var traceId = TraceParent.TraceIdOf(context);
        var read = await ReadAsync(context, signature, traceId);
        if (read.Problem is { } problem)
        {
            await Problems.WriteAsync(context.Response, problem, context.RequestAborted);
            return;
        }
        if (await use.Orders.TryFindAsync(read.Body!.OrderId, context.RequestAborted) is not { } order)
        {
            await Problems.WriteAsync(context.Response, Problems.OrderNotFound(traceId, read.Body.OrderId.ToString("D")), context.RequestAborted);
            return;
        }
        await use.Callbacks.AcceptAsync(Message(read.Body, order), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<ReadResult> ReadAsync(HttpContext context, CallbackSignature signature, string traceId)
    {
        if (!signature.IsPossible(context.Request))
            return new(null, Problems.BadSignature(traceId));
        var isJson = context.Request.HasJsonContentType();
        return await BoundedBody.ReadAsync(context.Request, MaxBodyBytes, bytes => Read(bytes, isJson), context.RequestAborted)
            ?? new(null, Problems.BodyTooLarge(traceId, MaxBodyBytes));

        // The signature first: nobody without the secret learns what a good body looks like.
        ReadResult Read(ReadOnlySequence<byte> bytes, bool isJson)
        {
            if (!signature.Admits(context.Request, bytes))
                return new(null, Problems.BadSignature(traceId));
            if (!isJson)
                return new(null, Problems.UnsupportedMediaType(traceId, "application/json"));
            var (body, errors) = PaymentCallbackBody.Read(bytes);
            return new(body, errors.Count > 0 ? Problems.Invalid(traceId, errors) : null);
        }
    }

    private static PaymentCallback Message(PaymentCallbackBody body, OrderSummary order) => new()
    {
        OrderId = order.OrderId,
        MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
        TraceId = order.TraceId,
        BusinessType = order.BusinessType,
        PayStatus = body.PayStatus,
        Reference = body.Reference,
        Amount = body.Amount,
    };

    private sealed record ReadResult(PaymentCallbackBody? Body, Problem? Problem);
}
