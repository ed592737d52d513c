using Microsoft.Extensions.Logging;

namespace Workflow.Messaging.RabbitMq;

internal static partial class RabbitMqLog
{
    [LoggerMessage(1201, LogLevel.Warning, "The broker cannot be reached for {Purpose}; next try in {Seconds:0.0} s: {Reason}")]
    internal static partial void CannotConnect(ILogger logger, string purpose, double seconds, string reason);

    [LoggerMessage(1202, LogLevel.Information, "Connected to the broker for {Purpose}")]
    internal static partial void Connected(ILogger logger, string purpose);

    [LoggerMessage(1203, LogLevel.Warning, "The connection for sending broke with {Unconfirmed} messages unconfirmed, which are sent again: {Reason}")]
    internal static partial void SenderBroke(ILogger logger, int unconfirmed, string reason);

    [LoggerMessage(1204, LogLevel.Warning, "The broker takes nothing for now, new orders wait in the database: {Reason}")]
    internal static partial void Blocked(ILogger logger, string reason);

    [LoggerMessage(1205, LogLevel.Information, "The broker takes messages again")]
    internal static partial void Unblocked(ILogger logger);

    [LoggerMessage(1206, LogLevel.Warning, "The reader of the dead letters starts again: {Reason}")]
    internal static partial void DeadLettersBroke(ILogger logger, string reason);

    [LoggerMessage(1207, LogLevel.Warning, "PostgreSQL could not take a failed message, which went to the broker's dead letters instead: {Reason}")]
    internal static partial void LeftAtBroker(ILogger logger, string reason);

    [LoggerMessage(1208, LogLevel.Warning, "This host's consumers are not ready after {Seconds} s; sending begins without them")]
    internal static partial void ConsumersLate(ILogger logger, double seconds);

    [LoggerMessage(1209, LogLevel.Warning, "The broker is there, but this host gets nothing of {Queues}: the connection and the consumers start again")]
    internal static partial void ConsumersLost(ILogger logger, string queues);

    [LoggerMessage(1210, LogLevel.Error, "The consumer of '{Queue}' did not start again; the next try follows")]
    internal static partial void RestartFailed(ILogger logger, Exception error, string queue);

    [LoggerMessage(1211, LogLevel.Debug, "The broker's queues could not be counted: {Reason}")]
    internal static partial void QueuesNotRead(ILogger logger, string reason);

    [LoggerMessage(1212, LogLevel.Warning, "Message {MessageId} of '{Queue}' could be neither handled nor put aside, so it comes again: {Reason}")]
    internal static partial void ComesAgain(ILogger logger, Guid messageId, string queue, string reason);

    [LoggerMessage(1213, LogLevel.Warning, "What was consumed could not be acknowledged, so the consumer starts again: {Reason}")]
    internal static partial void NotAcknowledged(ILogger logger, string reason);
}
