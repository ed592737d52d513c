using System.Text;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>A filter as a client writes it, in the query or in a body.</summary>
/// <param name="State"><c>open</c>, <c>resent</c> or <c>dropped</c>; default open.</param>
/// <param name="Reason">Why it died, exact.</param>
/// <param name="Destination"><c>queue:NAME</c> or <c>event:WIRE-NAME</c>, exact.</param>
/// <param name="MessageType">Wire name, exact.</param>
/// <param name="OrderId">UUID of the order.</param>
/// <param name="Fingerprint">Group of errors: 16 hexadecimal digits.</param>
/// <param name="From">Died then or later; RFC 3339.</param>
/// <param name="To">Died before; RFC 3339.</param>
internal sealed record DeadLetterFilterFields(
    string? State, string? Reason, string? Destination, string? MessageType, string? OrderId, string? Fingerprint, string? From, string? To)
{
    private const int MaxText = 300;

    /// <summary>The filter; what is wrong is added to <paramref name="errors"/>.</summary>
    internal DeadLetterFilter Read(List<FieldError> errors)
    {
        CheckText("reason", Reason, errors);
        CheckText("destination", Destination, errors);
        CheckText("messageType", MessageType, errors);
        CheckText("fingerprint", Fingerprint, errors);
        return new DeadLetterFilter
        {
            State = ReadState(errors),
            Reason = Reason,
            Destination = Destination,
            MessageType = MessageType,
            Fingerprint = Fingerprint,
            OrderId = ReadOrderId(errors),
            From = ReadTime("from", From, errors),
            To = ReadTime("to", To, errors),
        };
    }

    // An empty message type is a message that says none: it can be asked for.
    private static void CheckText(string field, string? text, List<FieldError> errors)
    {
        if (text is { Length: > 0 })
            AdminText.Check(field, text, MaxText, errors);
    }

    private DeadLetterState ReadState(List<FieldError> errors)
    {
        switch (State)
        {
            case null or "open":
                return DeadLetterState.Open;
            case "resent":
                return DeadLetterState.Resent;
            case "dropped":
                return DeadLetterState.Dropped;
            default:
                errors.Add(new FieldError("state", FieldErrorCodes.UnknownValue, "Must be open, resent or dropped."));
                return DeadLetterState.Open;
        }
    }

    private Guid? ReadOrderId(List<FieldError> errors)
    {
        if (OrderId is null)
            return null;
        if (Guid.TryParseExact(OrderId, "D", out var id))
            return id;
        errors.Add(new FieldError("orderId", FieldErrorCodes.InvalidFormat, "Must be a UUID."));
        return null;
    }

    private static DateTimeOffset? ReadTime(string field, string? text, List<FieldError> errors)
    {
        if (text is null)
            return null;
        if (Rfc3339.TryRead(Encoding.UTF8.GetBytes(text), out var time))
            return time;
        errors.Add(new FieldError(field, FieldErrorCodes.InvalidFormat, "Must be a time with its offset, such as 2026-01-31T08:00:00Z."));
        return null;
    }
}
