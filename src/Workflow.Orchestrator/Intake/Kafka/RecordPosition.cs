namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>
/// Where a record stands, and which offset PostgreSQL must hold for it to be taken: the one behind the record before it. Offsets may have gaps,
/// which transactions and compaction leave; so what comes before is told and not computed.
/// </summary>
/// <param name="Group">The consumer group.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Expected">The stored offset before this record.</param>
/// <param name="Offset">Its own offset; the stored one after it is one more.</param>
internal sealed record RecordPosition(string Group, string Topic, int Partition, long Expected, long Offset)
{
    internal long Next => Offset + 1;

    /// <summary>
    /// The idempotency key of an order whose record brings none. A client cannot have it: the spaces are not allowed at any door. The group
    /// is part of it, because a topic that was made anew has the same offsets again.
    /// </summary>
    internal string Key => $"kafka {Group} {Topic} {Partition} {Offset}";
}

/// <summary>Somebody else has read on in this partition: the record's order is theirs, and nothing was written.</summary>
internal sealed class OffsetFencedException(RecordPosition position)
    : Exception($"Partition {position.Partition} of {position.Topic} is not at offset {position.Expected} any more.");
