using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.DeadLetters;

/// <summary>A message that died, as its consumer or the broker knew it. Texts need not be clean.</summary>
/// <param name="MessageId">Its id; a new one when it had none.</param>
/// <param name="OrderId">Its order; null when that cannot be told.</param>
/// <param name="Destination">Where it was consumed, as in the outbox: <c>queue:NAME</c> or <c>event:WIRE-NAME</c>.</param>
/// <param name="MessageType">Wire name as the message says; empty when it says nothing.</param>
/// <param name="Body">The body as it came.</param>
/// <param name="Headers">The sender's headers as a JSON object; null when there are none.</param>
/// <param name="Reason">Pinned name of why, see <see cref="DeadLetterReasons"/>.</param>
/// <param name="Error">The last error; null when the reason says it all.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="FirstAt">The first attempt; null for the outbox row's birth, or now when it has none.</param>
/// <param name="LastAt">The last attempt; null for now.</param>
public sealed record DeadMessage(
    Guid MessageId, Guid? OrderId, string Destination, string MessageType, byte[] Body, string? Headers,
    string Reason, string? Error, int Attempts, DateTimeOffset? FirstAt = null, DateTimeOffset? LastAt = null)
{
    internal static DeadMessage Of(MessageFailure failure) => new(
        failure.Message.MessageId, failure.Message.OrderId, OutboxRow.QueuePrefix + failure.Message.Queue, failure.Message.MessageType,
        failure.Message.Body, failure.Message.Headers, failure.Reason, failure.Error, failure.Message.Attempts + 1);
}
