using Microsoft.Extensions.Logging;

namespace Workflow.Orchestrator.Intake.Kafka;

internal static partial class KafkaDoorLog
{
    [LoggerMessage(2301, LogLevel.Information, "Reads partition {Partition} of {Topic} from offset {Offset} on")]
    internal static partial void Assigned(ILogger logger, int partition, string topic, long offset);

    [LoggerMessage(2302, LogLevel.Information, "Partition {Partition} of {Topic} went to another instance, with offset {Offset} next")]
    internal static partial void Revoked(ILogger logger, int partition, string topic, long offset);

    [LoggerMessage(2303, LogLevel.Information, "Partition {Partition} is at offset {Stored}, not at {Expected}: somebody else has read it")]
    internal static partial void Fenced(ILogger logger, int partition, long stored, long expected);

    [LoggerMessage(2304, LogLevel.Error, "The record at offset {Offset} of partition {Partition} cannot be stored and becomes a dead letter")]
    internal static partial void Poison(ILogger logger, Exception error, int partition, long offset);

    [LoggerMessage(2305, LogLevel.Warning, "Orders from Kafka cannot be read and are tried again: {Reason}")]
    internal static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(2306, LogLevel.Error, "Kafka has deleted {Records} records of partition {Partition} before they were read; reading goes on behind them")]
    internal static partial void RecordsGone(ILogger logger, long records, int partition);

    [LoggerMessage(2307, LogLevel.Error, "Partition {Partition} ends at offset {End}, before the stored offset {Stored}: the topic was made anew or lost records. Nothing is read from it; see docs/kafka.md")]
    internal static partial void OffsetBeyondEnd(ILogger logger, int partition, long end, long stored);

    [LoggerMessage(2308, LogLevel.Warning, "The offset of partition {Partition} cannot be read and is asked for again: {Reason}")]
    internal static partial void OffsetNotRead(ILogger logger, int partition, string reason);
}
