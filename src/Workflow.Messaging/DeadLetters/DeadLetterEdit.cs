using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Messaging.DeadLetters;

/// <summary>A message that its consumer can read, in place of one that died.</summary>
public sealed class DeadLetterEdit
{
    private DeadLetterEdit(DeadLetterContent content, Guid? orderId)
    {
        Content = content;
        OrderId = orderId;
    }

    /// <summary>The message.</summary>
    public DeadLetterContent Content { get; }

    /// <summary>The order that its body names; null for a record, which is no message.</summary>
    public Guid? OrderId { get; }

    /// <summary>An edit of what came from elsewhere and is no message of ours: who takes such records has checked it.</summary>
    public static DeadLetterEdit OfRecord(DeadLetterContent content) => new(content, null);

    /// <summary>
    /// Checks that the message can be read as its type says, names its trace and business, and is still the message that
    /// died: id and order are what repeats are recognised by, so an edit cannot change them.
    /// </summary>
    /// <param name="letter">The letter that is edited.</param>
    /// <param name="content">What it shall be.</param>
    /// <param name="faults">What is wrong: the field, and why.</param>
    /// <returns>The edit; null when there are faults.</returns>
    public static DeadLetterEdit? Check(DeadLetterLine letter, DeadLetterContent content, out IReadOnlyList<(string Field, string Message)> faults)
    {
        List<(string, string)> found = [];
        faults = found;
        if (Read(content, found) is not { } message)
            return null;
        if (message.MessageId != letter.MessageId)
            found.Add(("body.messageId", $"Must be the letter's own, {letter.MessageId}."));
        if (message.OrderId == Guid.Empty || (letter.OrderId is { } order && message.OrderId != order))
            found.Add(("body.orderId", letter.OrderId is null ? "Must name an order." : $"Must be the letter's own, {letter.OrderId}."));
        if (string.IsNullOrEmpty(message.TraceId))
            found.Add(("body.traceId", "Must not be empty."));
        if (string.IsNullOrEmpty(message.BusinessType))
            found.Add(("body.businessType", "Must not be empty."));
        return found.Count == 0 ? new DeadLetterEdit(content, message.OrderId) : null;
    }

    private static OrderMessage? Read(DeadLetterContent content, List<(string, string)> found)
    {
        if (!ContractCatalog.TryGetTypeInfo(content.MessageType, out var typeInfo))
        {
            found.Add(("messageType", "No contract has this wire name."));
            return null;
        }
        try
        {
            if (JsonSerializer.Deserialize(content.Body, typeInfo) is OrderMessage message)
                return message;
            found.Add(("body", "Must not be null."));
        }
        catch (JsonException error)
        {
            found.Add((error.Path is { Length: > 2 } path ? $"body.{path[2..]}" : "body", error.Message));
        }
        return null;
    }
}
