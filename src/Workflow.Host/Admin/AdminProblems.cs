using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>The refusals that only the admin API knows.</summary>
internal static class AdminProblems
{
    /// <summary>404: no dead letter has this id.</summary>
    internal static Problem DeadLetterNotFound(string traceId, Guid deadLetterId) =>
        New("dead_letter_not_found", "There is no such dead letter", 404, $"No dead letter has the id {deadLetterId}.", traceId);

    /// <summary>409: the same message is on its way already.</summary>
    internal static Problem MessageUnderWay(string traceId) =>
        New("message_under_way", "The message is on its way", 409, "The same message waits in the outbox to be sent or tried again. The letter stays open.", traceId);

    /// <summary>409: a record of Kafka that the intake does not take.</summary>
    internal static Problem LetterRefused(string traceId) =>
        New("letter_refused", "Nobody takes it as it is", 409, "It came from Kafka and goes through the checks of a new order. Edit it, which names what is wrong, or try later. The letter stays open.", traceId);

    /// <summary>409: an operator can act on suspended orders only.</summary>
    internal static Problem NotSuspended(string traceId, string state) =>
        New("order_not_suspended", "The order is not suspended", 409, $"The order is {state}. Nothing was done.", traceId);

    /// <summary>404: no bulk action has this id.</summary>
    internal static Problem BulkNotFound(string traceId, Guid bulkId) =>
        New("bulk_not_found", "There is no such bulk action", 404, $"No bulk action has the id {bulkId}.", traceId);

    /// <summary>409: a bulk action that is not in a state for this.</summary>
    internal static Problem BulkHasEnded(string traceId) =>
        New("bulk_state", "The bulk action is not in a state for this", 409, "It has ended, or it was not started. Nothing was done.", traceId);

    /// <summary>401: no credential is configured, so nobody can have one.</summary>
    internal static Problem Closed(string traceId) => New(
        "unauthorized", "The admin API is closed", 401,
        "No credential is configured. Set Admin:Key, Admin:Keys or Admin:Jwt; see docs/admin-api.md.", traceId);

    /// <summary>401: a sign-in with a wrong key or a used link.</summary>
    internal static Problem WrongCredential(string traceId) => New(
        "unauthorized", "The sign-in failed", 401, "The key is wrong, or the link was used or is older than ten minutes.", traceId);

    /// <summary>403: signed in, but not with this role.</summary>
    internal static Problem Forbidden(string traceId, string? role) =>
        New("forbidden", "The role does not allow this", 403, $"It needs the role {role}.", traceId);

    /// <summary>403: a change that comes with a cookie, but without the token of our own pages.</summary>
    internal static Problem Forged(string traceId) => New(
        "forged_request", "The request does not come from our own pages", 403,
        "Send csrfToken of GET /admin/session in the header X-CSRF-Token.", traceId);

    /// <summary>429: too many wrong credentials.</summary>
    internal static Problem LockedOut(string traceId, TimeSpan wait) => New(
        "locked_out", "Too many wrong credentials", 429, "Credentials from this address are not looked at for a while.", traceId) with
    {
        RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds),
    };

    private static Problem New(string code, string title, int status, string detail, string traceId) =>
        new(Problem.TypePrefix + code, title, status, detail, traceId);
}
