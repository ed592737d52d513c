using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary><c>POST /admin/dead-letters/{id}/resend</c> and <c>/drop</c>: ends a letter, once.</summary>
internal static class DeadLetterResolveEndpoint
{
    internal static readonly AdminBodyRule<OperatorBody> Rule = new(AdminJson.Default.OperatorBody, "{\"operator\": \"...\"?, \"reason\": \"...\"?}", Check);

    internal static async Task PostAsync(
        Guid deadLetterId, HttpContext context, Func<AdminCall, Guid, CancellationToken, Task<DeadLetterOutcome>> action)
    {
        if (await AdminBody.ReadAsync(context, Rule) is { } body)
        {
            var outcome = await action(AdminCall.Of(context, body.Operator, body.Reason), deadLetterId, context.RequestAborted);
            await DeadLetterOutcomes.AnswerAsync(context, deadLetterId, outcome);
        }
    }

    private static List<FieldError> Check(OperatorBody? body)
    {
        List<FieldError> errors = [];
        if (body is null)
            errors.Add(new FieldError("body", FieldErrorCodes.Missing, "Give an object."));
        AdminText.CheckCall(null, body?.Operator, body?.Reason, errors);
        return errors;
    }
}

/// <summary>How the outcome of an action on one letter is told.</summary>
internal static class DeadLetterOutcomes
{
    internal static Task AnswerAsync(HttpContext context, Guid deadLetterId, DeadLetterOutcome outcome) => outcome switch
    {
        DeadLetterOutcome.NotFound => context.RefuseAsync(AdminProblems.DeadLetterNotFound(context.TraceId(), deadLetterId)),
        DeadLetterOutcome.UnderWay => context.RefuseAsync(AdminProblems.MessageUnderWay(context.TraceId())),
        DeadLetterOutcome.Refused => context.RefuseAsync(AdminProblems.LetterRefused(context.TraceId())),
        _ => context.Response.WriteAsJsonAsync(
            new DeadLetterDone(deadLetterId, outcome == DeadLetterOutcome.Done, StateOf(outcome)), AdminJson.Default.DeadLetterDone,
            cancellationToken: context.RequestAborted),
    };

    private static string? StateOf(DeadLetterOutcome outcome) => outcome switch
    {
        DeadLetterOutcome.AlreadyResent => "The letter had been resent.",
        DeadLetterOutcome.AlreadyDropped => "The letter had been dropped.",
        _ => null,
    };
}

/// <summary>Who acts.</summary>
/// <param name="Operator">For whom, when not for the one who signed in; 1 to 64 characters.</param>
/// <param name="Reason">Why; 1 to 500 characters.</param>
internal sealed record OperatorBody(string? Operator, string? Reason = null);

/// <summary>What a call did.</summary>
/// <param name="DeadLetterId">The letter.</param>
/// <param name="Done">Whether it was this call; false when it had been done before, and nothing was done now.</param>
/// <param name="Because">Why nothing was done; absent when something was.</param>
internal sealed record DeadLetterDone(Guid DeadLetterId, bool Done, string? Because);
