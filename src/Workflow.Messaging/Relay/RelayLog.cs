using Microsoft.Extensions.Logging;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Relay;

internal static partial class RelayLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Message {MessageId} of order {OrderId}, trace {TraceId}, could not be sent to {Destination}: {Reason}")]
    internal static partial void SendFailed(ILogger logger, Guid messageId, Guid orderId, string? traceId, string destination, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "Message {MessageId} ({MessageType}) of order {OrderId}, trace {TraceId}, failed at its consumer: {Reason}")]
    internal static partial void ConsumeFailed(ILogger logger, Guid? messageId, string? messageType, Guid? orderId, string? traceId, string reason);

    [LoggerMessage(1103, LogLevel.Error, "Message {MessageId} ({MessageType}) of order {OrderId}, trace {TraceId}, is a dead letter after {Attempts} attempts: {Reason}")]
    internal static partial void DeadLetter(ILogger logger, Guid messageId, string messageType, Guid? orderId, string? traceId, int attempts, string reason);

    [LoggerMessage(1104, LogLevel.Information, "Took over {Rows} messages from instances that are gone")]
    internal static partial void TookOver(ILogger logger, int rows);

    [LoggerMessage(1105, LogLevel.Warning, "The outbox sweep failed and goes on: {Reason}")]
    internal static partial void SweepFailed(ILogger logger, string reason);

    [LoggerMessage(1106, LogLevel.Error, "A sweep failed for a reason that may stay, and goes on")]
    internal static partial void SweepBroken(ILogger logger, Exception error);

    [LoggerMessage(1107, LogLevel.Information, "Sent {Rows} messages again that nobody had consumed")]
    internal static partial void SentAgain(ILogger logger, int rows);

    [LoggerMessage(1108, LogLevel.Warning, "Message {MessageId} ({MessageType}) is tried again after {Attempts} failed attempts")]
    internal static partial void TriedAgain(ILogger logger, Guid messageId, string messageType, int attempts);

    /// <summary>A sweep that ends would leave its work undone for good, so it goes on after whatever happened.</summary>
    internal static void SweepGoesOn(ILogger logger, Exception error)
    {
        if (DatabaseFaults.IsTransient(error))
            SweepFailed(logger, error.Message);
        else
            SweepBroken(logger, error);
    }
}
