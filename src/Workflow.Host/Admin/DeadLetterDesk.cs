using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;

namespace Workflow.Host.Admin;

/// <summary>What operators do with dead letters, from whichever door.</summary>
internal sealed class DeadLetterDesk(OperatorDesk desk, DeadLetterActions actions)
{
    internal Task<DeadLetterOutcome> ResendAsync(AdminCall call, Guid deadLetterId, CancellationToken cancellationToken) =>
        OneAsync(call.Wish("dead-letter-resend", deadLetterId.ToString()), token => actions.ResendAsync(deadLetterId, call.Operator, token), cancellationToken);

    internal Task<DeadLetterOutcome> DropAsync(AdminCall call, Guid deadLetterId, CancellationToken cancellationToken) =>
        OneAsync(call.Wish("dead-letter-drop", deadLetterId.ToString()), token => actions.DropAsync(deadLetterId, call.Operator, token), cancellationToken);

    internal Task<DeadLetterOutcome> EditAsync(AdminCall call, Guid deadLetterId, DeadLetterEdit edit, CancellationToken cancellationToken) =>
        OneAsync(call.Wish("dead-letter-edit", deadLetterId.ToString()), token => actions.EditAsync(deadLetterId, edit, call.Operator, token), cancellationToken);

    internal Task<DeadLetterCounts> ResendAsync(AdminCall call, DeadLetterFilter filter, CancellationToken cancellationToken) =>
        ManyAsync(call.Wish("dead-letters-resend", Describe(filter)), token => actions.ResendAsync(filter, call.Operator, token), cancellationToken);

    internal Task<DeadLetterCounts> DropAsync(AdminCall call, DeadLetterFilter filter, CancellationToken cancellationToken) =>
        ManyAsync(call.Wish("dead-letters-drop", Describe(filter)), token => actions.DropAsync(filter, call.Operator, token), cancellationToken);

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
