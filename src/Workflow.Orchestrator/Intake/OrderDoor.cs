using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Workflow.Orchestrator.Intake;

/// <summary>What all HTTP entrances share: reading headers, taking the client's share, and turning results into answers.</summary>
internal sealed class OrderDoor(IOptions<IntakeOptions> options)
{
    private readonly ClientShares _shares = new(options.Value);

    internal IntakeOptions Options { get; } = options.Value;

    internal OrderRequestReader Reader { get; } = new(options.Value);

    internal static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    /// <summary>The order in a body, or all that is wrong with it.</summary>
    internal OrderBodyResult Read(ReadOnlySequence<byte> body) =>
        Reader.TryRead(body, out var request, out var errors) ? new(request, []) : Invalid(errors);

    private static OrderBodyResult Invalid(IReadOnlyList<FieldError> errors)
    {
        IntakeMetrics.Invalid();
        return new OrderBodyResult(null, errors);
    }

    /// <summary>Everything that is wrong with the headers; empty when nothing is.</summary>
    internal IReadOnlyList<FieldError> HeaderErrors(HttpContext context, out string? key, out string client)
    {
        var keyError = IdempotencyKey.Read(context.Request.Headers[IdempotencyKey.HeaderName], out key);
        var clientError = ClientId.Read(context.Request.Headers[ClientId.HeaderName], context.Connection.RemoteIpAddress, out client);
        if (keyError is null && clientError is null)
            return [];
        return [.. new[] { keyError, clientError }.OfType<FieldError>()];
    }

    /// <summary>Submits within the client's share.</summary>
    internal async Task<IntakeResult> SubmitAsync(OrderIntake intake, OrderRequest request, (string? Key, string Client, string TraceId) from)
    {
        var share = _shares.TryEnter(from.Client, out var lease);
        using (lease)
        {
            var result = share switch
            {
                ShareOutcome.Taken => await intake.SubmitAsync(request, from.Key, from.TraceId),
                ShareOutcome.ClientOverShare => new IntakeResult.Refused(IntakeRefusal.ClientOverShare),
                _ => new IntakeResult.Refused(IntakeRefusal.QueueFull),
            };
            IntakeMetrics.Answered(result);
            return result;
        }
    }

    /// <summary>While nothing can be taken, a refusal costs neither reading the body nor checking it.</summary>
    internal IntakeResult.Refused? RefusalForNow(OrderIntake intake)
    {
        if (intake.Closed is not { } closed)
            return null;
        var refused = new IntakeResult.Refused(closed);
        IntakeMetrics.Answered(refused);
        return refused;
    }

    internal Task RefuseAsync(HttpContext context, Problem problem) =>
        Problems.WriteAsync(context.Response, problem, context.RequestAborted);

    internal Problem ProblemOf(IntakeResult.Refused refused, string traceId) => refused.Why switch
    {
        IntakeRefusal.KeyReused => Problems.KeyReused(traceId),
        IntakeRefusal.KeyInProgress => Problems.KeyInProgress(traceId),
        IntakeRefusal.QueueFull => Problems.QueueFull(traceId, Options.RetryAfterSeconds),
        IntakeRefusal.BacklogFull => Problems.BacklogFull(traceId, Options.RetryAfterSeconds),
        IntakeRefusal.ClientOverShare => Problems.OverShare(traceId, Options.RetryAfterSeconds),
        IntakeRefusal.DatabaseUnavailable => Problems.DatabaseUnavailable(traceId, Options.RetryAfterSeconds),
        IntakeRefusal.CommitTooSlow => Problems.CommitTooSlow(traceId, Options.RetryAfterSeconds),
        IntakeRefusal.Stopping => Problems.Stopping(traceId, Options.RetryAfterSeconds),
        _ => throw new InvalidOperationException($"No answer is known for {refused.Why}."),
    };
}

/// <summary>A body that was read: the order, or everything that is wrong with it.</summary>
internal sealed record OrderBodyResult(OrderRequest? Request, IReadOnlyList<FieldError> Errors);
