using Microsoft.Extensions.Logging;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.RabbitMq;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Transport;

/// <summary>
/// What becomes of a message that a consumer of a broker's queue could not handle. Before it is acknowledged it is back in
/// the outbox, to be sent again after a wait, or among the dead letters; while PostgreSQL is away it is left with the
/// broker's own dead letters, from where it is stored later.
/// </summary>
internal sealed class FailedMessages(FailureStore store, BrokerDeadLetters broker, ILogger<FailedMessages> logger)
{
    /// <summary>Returns when the message is safe; then it may be acknowledged.</summary>
    internal async Task TakeAsync(ReceivedMessage message, Exception error)
    {
        var failure = new MessageFailure(message, DeadLetterReasons.Of(error), DeadLetterTable.Describe(error), IsLasting(error));
        RelayLog.ConsumeFailed(logger, message.MessageId, message.MessageType, message.OrderId, MessageBodies.TraceIdOf(message.Body), failure.Error);
        try
        {
            await store.StoreAsync(failure, CancellationToken.None);
        }
        catch (Exception fault) when (DatabaseFaults.IsTransient(fault))
        {
            RabbitMqLog.LeftAtBroker(logger, fault.Message);
            await broker.LeaveAsync(failure);
        }
    }

    private static bool IsLasting(Exception error) => error is UnreadableMessageException || error.GetBaseException() is UnreadableMessageException;
}

/// <summary>A message that could not be handled, and why.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reason">Pinned name of the reason.</param>
/// <param name="Error">The error, for people.</param>
/// <param name="IsLasting">Whether no other try can succeed.</param>
internal sealed record MessageFailure(ReceivedMessage Message, string Reason, string Error, bool IsLasting);
