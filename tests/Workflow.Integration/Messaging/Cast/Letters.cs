using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>Contracts that stand for any message.</summary>
internal static class Letters
{
    internal const string Queue = "letters";

    internal static ReleaseStock Numbered(Guid orderId, int number) => new()
    {
        OrderId = orderId,
        MessageId = Guid.CreateVersion7(),
        TraceId = Guid.NewGuid().ToString("N"),
        BusinessType = BusinessTypes.Normal,
        Attempt = number,
    };

    internal static OrderRejected Event(Guid orderId, string reason = "no") => new()
    {
        OrderId = orderId,
        MessageId = Guid.CreateVersion7(),
        TraceId = Guid.NewGuid().ToString("N"),
        BusinessType = BusinessTypes.Normal,
        Reason = reason,
        OccurredAt = DateTimeOffset.UtcNow,
    };

    /// <summary>A note that sends one letter.</summary>
    internal static NoteUnit Note(string text, Guid? messageId = null)
    {
        var unit = NoteUnit.New(text, messageId);
        unit.Outgoing.Add(OutboxRow.ToQueue(Queue, Numbered(unit.OrderId, 1)));
        return unit;
    }
}
