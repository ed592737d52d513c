using System.Text.Json;
using Workflow.Messaging.DeadLetters;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>
/// Dead letters that were records of the topic of orders. An edit is checked and a resend is taken as the record itself would be, by
/// the rules and limits of the intake.
/// </summary>
internal sealed class RecordLetters(OrderIntake intake, OrderDoor door, DeadLetterActions actions)
{
    /// <summary>Checks that the record would be taken; null when it would not.</summary>
    internal DeadLetterEdit? Check(DeadLetterContent content, out IReadOnlyList<(string Field, string Message)> faults)
    {
        var found = new List<(string, string)>();
        faults = found;
        if (content.MessageType != OrderRecord.Type)
            found.Add(("messageType", $"Must stay {OrderRecord.Type}."));
        if (!TryRead(content, out _, out var errors))
            found.AddRange(errors.Select(error => (error.Field == "body" ? "body" : $"body.{error.Field}", error.Message)));
        return found.Count == 0 ? DeadLetterEdit.OfRecord(content) : null;
    }

    /// <summary>
    /// Takes the order in the letter, and notes that it was. It has a key, the record's or one made of the letter's message: so a second
    /// call, or one after a host that died between the two commits, makes no second order.
    /// </summary>
    internal async Task<DeadLetterOutcome> ResendAsync(DeadLetterDetail letter, string @operator, CancellationToken cancellationToken)
    {
        if (letter.Line.State == DeadLetterState.Resent)
            return DeadLetterOutcome.AlreadyResent;
        if (letter.Line.State == DeadLetterState.Dropped)
            return DeadLetterOutcome.AlreadyDropped;
        // Of what Kafka itself refused there is nothing to be taken here.
        if (letter.Content.MessageType != OrderRecord.Type || !TryRead(letter.Content, out var read, out _))
            return DeadLetterOutcome.Refused;
        var result = await intake.SubmitAsync(read.Order, read.Key ?? $"kafka letter {letter.Line.MessageId}", read.TraceId);
        return result is IntakeResult.Accepted
            ? await actions.NoteResentAsync(letter.Line.DeadLetterId, @operator, cancellationToken)
            : DeadLetterOutcome.Refused;
    }

    private bool TryRead(DeadLetterContent content, out (OrderRequest Order, string? Key, string TraceId) read, out IReadOnlyList<FieldError> errors)
    {
        read = default;
        var headers = content.Headers is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(content.Headers) ?? [];
        if (content.Body.Length > door.Options.MaxBodyBytes)
        {
            errors = [new FieldError("body", "body_too_large", $"The body may have {door.Options.MaxBodyBytes} bytes.")];
            return false;
        }
        var keyError = IdempotencyKey.Read(Values(headers, IdempotencyKey.HeaderName), out var key);
        var isOrder = door.Reader.TryRead(content.Body.AsSpan(), out var order, out errors);
        if (keyError is not null)
            errors = [keyError, .. errors];
        if (!isOrder || keyError is not null)
            return false;
        read = (order!, key, TraceParent.TraceIdOrNew(Values(headers, TraceParent.HeaderName).FirstOrDefault()));
        return true;
    }

    private static string[] Values(Dictionary<string, string> headers, string name) =>
        [.. headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
}
