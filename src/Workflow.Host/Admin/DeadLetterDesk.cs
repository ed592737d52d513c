using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake.Kafka;

namespace Workflow.Host.Admin;

/// <summary>What operators do with dead letters, from whichever door.</summary>
internal sealed class DeadLetterDesk(OperatorDesk desk, DeadLetterActions actions, DeadLetterQuery letters, RecordLetters records)
{
    internal Task<DeadLetterOutcome> ResendAsync(AdminCall call, Guid deadLetterId, CancellationToken cancellationToken) =>
        OneAsync(call.Wish("dead-letter-resend", deadLetterId.ToString()), token => ResendAsync(deadLetterId, call.Operator, token), cancellationToken);

    /// <summary>Checks an edit by the rules of whoever will read it.</summary>
    internal DeadLetterEdit? Check(DeadLetterLine letter, DeadLetterContent content, out IReadOnlyList<(string Field, string Message)> faults) =>
        DeadLetterActions.IsRecord(letter) ? records.Check(content, out faults) : DeadLetterEdit.Check(letter, content, out faults);

    internal Task<DeadLetterOutcome> DropAsync(AdminCall call, Guid deadLetterId, CancellationToken cancellationToken) =>
        OneAsync(call.Wish("dead-letter-drop", deadLetterId.ToString()), token => actions.DropAsync(deadLetterId, call.Operator, token), cancellationToken);

    internal Task<DeadLetterOutcome> EditAsync(AdminCall call, Guid deadLetterId, DeadLetterEdit edit, CancellationToken cancellationToken) =>
        OneAsync(call.Wish("dead-letter-edit", deadLetterId.ToString()), token => actions.EditAsync(deadLetterId, edit, call.Operator, token), cancellationToken);

    internal Task<DeadLetterCounts> ResendAsync(AdminCall call, DeadLetterFilter filter, CancellationToken cancellationToken) =>
        ManyAsync(call.Wish("dead-letters-resend", Describe(filter)), token => actions.ResendAsync(filter, call.Operator, token), cancellationToken);

    internal Task<DeadLetterCounts> DropAsync(AdminCall call, DeadLetterFilter filter, CancellationToken cancellationToken) =>
        ManyAsync(call.Wish("dead-letters-drop", Describe(filter)), token => actions.DropAsync(filter, call.Operator, token), cancellationToken);

    // A record of Kafka goes back through the door that it came to; everything else to its queue.
    private async Task<DeadLetterOutcome> ResendAsync(Guid deadLetterId, string @operator, CancellationToken cancellationToken)
    {
        var letter = await letters.FindAsync(deadLetterId, cancellationToken);
        return letter is not null && DeadLetterActions.IsRecord(letter.Line)
            ? await records.ResendAsync(letter, @operator, cancellationToken)
            : await actions.ResendAsync(deadLetterId, @operator, cancellationToken);
    }

    private Task<DeadLetterOutcome> OneAsync(
        AuditEntry wish, Func<CancellationToken, Task<DeadLetterOutcome>> act, CancellationToken cancellationToken) =>
        desk.ActAsync(wish, AdminRoles.Operator, async token =>
        {
            var outcome = await act(token);
            return new Acted<DeadLetterOutcome>(outcome, ResultOf(outcome), outcome == DeadLetterOutcome.Done ? null : outcome.ToString());
        }, cancellationToken);

    private Task<DeadLetterCounts> ManyAsync(
        AuditEntry wish, Func<CancellationToken, Task<DeadLetterCounts>> act, CancellationToken cancellationToken) =>
        desk.ActAsync(wish, AdminRoles.Operator, async token =>
        {
            var counts = await act(token);
            var detail = $"{counts.Done} letters; {counts.UnderWay} left open{(counts.IsMore ? "; there are more" : "")}.";
            return new Acted<DeadLetterCounts>(counts, AuditResults.Done, detail);
        }, cancellationToken);

    private static string ResultOf(DeadLetterOutcome outcome) => outcome switch
    {
        DeadLetterOutcome.Done => AuditResults.Done,
        DeadLetterOutcome.AlreadyResent or DeadLetterOutcome.AlreadyDropped => AuditResults.Repeated,
        _ => AuditResults.Refused,
    };

    private static string Describe(DeadLetterFilter filter) => filter.IsEmpty
        ? "all open letters"
        : string.Join(", ", new (string Name, object? Value)[]
            {
                ("reason", filter.Reason), ("destination", filter.Destination), ("messageType", filter.MessageType), ("orderId", filter.OrderId),
                ("fingerprint", filter.Fingerprint), ("from", filter.From), ("to", filter.To),
            }
            .Where(field => field.Value is not null).Select(field => $"{field.Name}={field.Value}"));
}
