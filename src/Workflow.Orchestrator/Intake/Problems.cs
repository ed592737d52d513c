using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Workflow.Orchestrator.Intake;

/// <summary>Every refusal of the HTTP door, in one place: its code, status and words, and how it is written.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    /// <summary>400: names every bad field.</summary>
    public static Problem Invalid(string traceId, IReadOnlyList<FieldError> errors) =>
        New("invalid_request", "The request is not valid", 400, "Nothing was accepted. Correct the fields that are listed.", traceId) with { Errors = errors };

    /// <summary>401: the admin key is missing or wrong.</summary>
    public static Problem Unauthorized(string traceId) =>
        New("unauthorized", "The admin key is missing or wrong", 401, "Send the key in the header X-Admin-Key.", traceId);

    /// <summary>401: a callback is not signed, or not with the secret.</summary>
    public static Problem BadSignature(string traceId) =>
        New("bad_signature", "The signature is missing or wrong", 401, "Sign the body with the shared secret, X-Signature: sha256=HEX.", traceId);

    /// <summary>404: no order has this id.</summary>
    public static Problem OrderNotFound(string traceId, string orderId) =>
        New("order_not_found", "There is no such order", 404, $"No order has the id {orderId}.", traceId);

    /// <summary>404: no scheduled message has this id, or it has left already.</summary>
    public static Problem ScheduledMessageNotFound(string traceId, string messageId) =>
        New("scheduled_message_not_found", "There is no such scheduled message", 404, $"No message {messageId} waits for its time; it may have left.", traceId);

    /// <summary>409: the first request with this idempotency key is still being worked on.</summary>
    public static Problem KeyInProgress(string traceId) =>
        New("request_in_progress", "The first request with this key is not finished", 409, "Send the same request again in a moment; its answer will be the answer of the first.", traceId);

    /// <summary>409: an order that cannot be cancelled any more; <paramref name="state"/> is where it is.</summary>
    public static Problem TooLateToCancel(string traceId, string state) =>
        New("too_late_to_cancel", "The order can no longer be cancelled", 409, $"The order is {state}.", traceId);

    /// <summary>413: the body is larger than <paramref name="maxBytes"/>.</summary>
    public static Problem BodyTooLarge(string traceId, long maxBytes) =>
        New("body_too_large", "The body is too large", 413, $"The body may have {maxBytes} bytes.", traceId);

    /// <summary>415: the body is of another media type than <paramref name="expected"/>.</summary>
    public static Problem UnsupportedMediaType(string traceId, string expected) =>
        New("unsupported_media_type", "The media type is not supported", 415, $"Send the body as {expected}.", traceId);

    /// <summary>422: the key was used for a request with another meaning.</summary>
    public static Problem KeyReused(string traceId) =>
        New("idempotency_key_reused", "The key belongs to another request", 422, "This Idempotency-Key was used with another body. Use a new key for a new order.", traceId);

    /// <summary>429: the ring is full.</summary>
    public static Problem QueueFull(string traceId, int retryAfterSeconds) =>
        New("queue_full", "Too many requests", 429, "The intake is full. Nothing was accepted.", traceId) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>429: too many accepted orders wait for their start.</summary>
    public static Problem BacklogFull(string traceId, int retryAfterSeconds) =>
        New("backlog_full", "Too many requests", 429, "Too many orders wait for their start. Nothing was accepted.", traceId) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>429: this client has more requests in flight than its share.</summary>
    public static Problem OverShare(string traceId, int retryAfterSeconds) =>
        New("client_over_share", "Too many requests", 429, "This client has too many requests in flight. Nothing was accepted.", traceId) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>404: no such path.</summary>
    public static Problem NothingHere(string traceId, string path) =>
        New("not_found", "There is nothing here", 404, $"No endpoint has the path {path}; see /openapi/v1.json.", traceId);

    /// <summary>405: the path exists, but not for this method.</summary>
    public static Problem MethodNotAllowed(string traceId, string method) =>
        New("method_not_allowed", "The method is not allowed here", 405, $"{method} is not supported; see /openapi/v1.json.", traceId);

    /// <summary>Any other refusal by the framework itself.</summary>
    public static Problem Refused(string traceId, int status) =>
        New("refused", "The request was refused", status, "See /openapi/v1.json for what is supported.", traceId);

    /// <summary>500: a defect; its details are in the log only.</summary>
    public static Problem Internal(string traceId) =>
        New("internal_error", "Something went wrong here", 500, "The log has the details under this trace id.", traceId);

    /// <summary>503: the database does not answer.</summary>
    public static Problem DatabaseUnavailable(string traceId, int retryAfterSeconds) =>
        New("database_unavailable", "Not available for now", 503, "The order could not be stored. Send it again with the same Idempotency-Key.", traceId) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>503: the commit took longer than the deadline; whether the order was accepted is not known.</summary>
    public static Problem CommitTooSlow(string traceId, int retryAfterSeconds) =>
        New("commit_too_slow", "Not available for now", 503, "The order may still be accepted. Send it again with the same Idempotency-Key to learn it.", traceId) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>503: the process is shutting down.</summary>
    public static Problem Stopping(string traceId, int retryAfterSeconds) =>
        New("stopping", "Not available for now", 503, "This instance is shutting down. Nothing was accepted.", traceId) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Writes the problem as the whole answer.</summary>
    public static Task WriteAsync(HttpResponse response, Problem problem, CancellationToken cancellationToken)
    {
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfterSeconds is { } seconds)
            response.Headers[HeaderNames.RetryAfter] = HeaderUtilities.FormatNonNegativeInt64(seconds);
        return WholeAnswer.WriteAsync(response, problem, (IntakeJson.Default.Problem, ContentType), cancellationToken);
    }

    private static Problem New(string code, string title, int status, string detail, string traceId) =>
        new(Problem.TypePrefix + code, title, status, detail, traceId);
}
