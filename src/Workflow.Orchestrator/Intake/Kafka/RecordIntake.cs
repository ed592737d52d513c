using Confluent.Kafka;
using Npgsql;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Kafka;
using Workflow.Messaging.Lanes;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>Takes records as orders, by the rules and limits of the HTTP door, each in one commit with the offset behind it.</summary>
internal sealed class RecordIntake(OrderIntake intake, OrderDoor door, NpgsqlDataSource dataSource, KafkaClients clients)
{
    internal KafkaOptions Options => clients.Options;

    /// <summary>Whether it is of use to try now.</summary>
    internal bool HasRoom => intake.HasRoom;

    /// <summary>The first offset of the partition whose order is not stored.</summary>
    internal Task<long> StoredOffsetAsync(int partition, CancellationToken cancellationToken) =>
        OffsetTable.ReadAsync(dataSource, At(partition, 0, 0), cancellationToken);

    /// <summary>
    /// Takes <paramref name="records"/>, which follow the offset <paramref name="expected"/>, and returns when the fate of each is known.
    /// </summary>
    /// <param name="records">Of one partition, in their order.</param>
    /// <param name="expected">The stored offset before the first.</param>
    /// <param name="poisoned">Offset of a record that the database refuses: it becomes a dead letter.</param>
    /// <returns>How many from the first on were taken, and what kept the next one out.</returns>
    internal async Task<(int Taken, Exception? Error)> TakeAsync(IReadOnlyList<ConsumeResult<byte[], byte[]>> records, long expected, (long Offset, Exception Error)? poisoned)
    {
        List<(IntakeUnit Unit, Task<LaneOutcome> Commit)> tries = new(records.Count);
        foreach (var record in records)
        {
            var source = new OrderRecord(At(record.Partition, expected, record.Offset), record.Message);
            var unit = poisoned is { } poison && poison.Offset == record.Offset ? Unstorable(source, poison.Error) : Read(source);
            var commit = intake.TakeAsync(unit);
            tries.Add((unit, commit));
            // What follows could not be taken either, for its turn has not come.
            if (commit.IsFaulted)
                break;
            expected = record.Offset + 1;
        }
        return await CountAsync(tries);
    }

    private static async Task<(int Taken, Exception? Error)> CountAsync(List<(IntakeUnit Unit, Task<LaneOutcome> Commit)> tries)
    {
        var (taken, error) = (0, (Exception?)null);
        foreach (var (unit, commit) in tries)
        {
            await ((Task)commit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (commit.IsCompletedSuccessfully && error is null)
            {
                taken++;
                RecordMetrics.Taken(unit);
            }
            error ??= commit.Exception?.InnerException;
        }
        return (taken, error);
    }

    private RecordPosition At(int partition, long expected, long offset) => new(Options.GroupId, Options.OrdersTopic, partition, expected, offset);

    private IntakeUnit Read(OrderRecord source)
    {
        var value = source.Message.Value ?? [];
        if (value.Length > door.Options.MaxBodyBytes)
            return Invalid(source, [new FieldError("body", "body_too_large", $"The body may have {door.Options.MaxBodyBytes} bytes.")]);
        var keyError = IdempotencyKey.Read(source.HeaderValues(IdempotencyKey.HeaderName), out var key);
        if (!door.Reader.TryRead(value.AsSpan(), out var request, out var errors))
            return Invalid(source, keyError is null ? errors : [keyError, .. errors]);
        if (keyError is not null)
            return Invalid(source, [keyError]);
        return intake.UnitOf(request, (key ?? source.Position.Key, TraceParent.TraceIdOrNew(source.HeaderValues(TraceParent.HeaderName).FirstOrDefault())), source);
    }

    // Field and code say what is wrong; the values are in the body, which is kept.
    private static IntakeUnit Invalid(OrderRecord source, IEnumerable<FieldError> errors) =>
        new(source, source.Died(DeadLetterReasons.InvalidOrder, string.Join("; ", errors.Select(error => $"{error.Field}: {error.Code}"))));

    private static IntakeUnit Unstorable(OrderRecord source, Exception error) =>
        new(source, source.Died(DeadLetterReasons.Unstorable, error.Message));
}
