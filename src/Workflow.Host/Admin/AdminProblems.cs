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

    /// <summary>409: an operator can act on suspended orders only.</summary>
    internal static Problem NotSuspended(string traceId, string state) =>
        New("order_not_suspended", "The order is not suspended", 409, $"The order is {state}. Nothing was done.", traceId);

    private static Problem New(string code, string title, int status, string detail, string traceId) =>
        new(Problem.TypePrefix + code, title, status, detail, traceId);
}
