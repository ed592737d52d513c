using Microsoft.Extensions.Logging;

namespace Workflow.Messaging.Kafka;

internal static partial class KafkaLog
{
    [LoggerMessage(1501, LogLevel.Warning, "Kafka, {Purpose}: {Code}, {Reason}")]
    internal static partial void ClientError(ILogger logger, string purpose, string code, string reason);

    [LoggerMessage(1502, LogLevel.Debug, "The Kafka client says {Facility}: {Text}")]
    internal static partial void ClientSays(ILogger logger, string facility, string text);

    [LoggerMessage(1503, LogLevel.Warning, "{Records} records were not confirmed by Kafka and are sent anew: {Reason}")]
    internal static partial void NotConfirmed(ILogger logger, int records, string reason);

    [LoggerMessage(1504, LogLevel.Error, "Kafka refuses record {EventId} ({MessageType}) of order {OrderId} for good; it is a dead letter: {Reason}")]
    internal static partial void RefusedForGood(ILogger logger, Guid eventId, string messageType, Guid orderId, string reason);

    [LoggerMessage(1505, LogLevel.Warning, "The hub could not be read or emptied and is tried again: {Reason}")]
    internal static partial void HubFailed(ILogger logger, string reason);

    [LoggerMessage(1506, LogLevel.Error, "The hub failed for a reason that may stay, and goes on")]
    internal static partial void HubBroken(ILogger logger, Exception error);

    [LoggerMessage(1507, LogLevel.Information, "Publishes {Slots} of the hub's slots, with {Publishers} publishers in all")]
    internal static partial void SlotsChanged(ILogger logger, int slots, int publishers);

    [LoggerMessage(1508, LogLevel.Warning, "Ended the session of a publisher that has given no sign of life for {Seconds} s")]
    internal static partial void SilentEnded(ILogger logger, int seconds);
}
