using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Lanes;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>
/// Works on one partition, batch after batch, in its order. Partitions know nothing of each other: one that waits, because it is full
/// of records or one of them is slow, stops no other.
/// </summary>
internal sealed class PartitionReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Channel<ConsumeResult<byte[], byte[]>> _waiting = Channel.CreateUnbounded<ConsumeResult<byte[], byte[]>>();
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordIntake _intake;
    private readonly KafkaDoor _door;
    private readonly ILogger _logger;
    private readonly Task _work;
    private (long Offset, Exception Error)? _poisoned;
    private long _expected;

    internal PartitionReader(TopicPartition partition, long stored, RecordIntake intake, (KafkaDoor Door, ILogger Logger) use)
    {
        (Partition, _expected, _intake, _door, _logger) = (partition, stored, intake, use.Door, use.Logger);
        _work = Task.Run(WorkAsync);
    }

    internal TopicPartition Partition { get; }

    /// <summary>The first offset whose order is not stored.</summary>
    internal long Expected => Volatile.Read(ref _expected);

    /// <summary>The offset behind the partition's last record, as last heard; 0 before.</summary>
    internal long End { get; set; }

    internal long Lag => Math.Max(0, End - Expected);

    /// <summary>Whether the client was told to bring no more.</summary>
    internal bool IsPaused { get; set; }

    /// <summary>Whether more records wait than will be worked on soon.</summary>
    internal bool IsFull => _waiting.Reader.Count >= 4 * _intake.Options.IntakeBatch;

    /// <summary>Puts a record behind those that wait. What the client brings is never dropped here.</summary>
    internal void Add(ConsumeResult<byte[], byte[]> record) => _waiting.Writer.TryWrite(record);

    /// <summary>Takes no more records; ends when those under way have ended.</summary>
    internal Task StopAsync()
    {
        _stop.Cancel();
        return _work;
    }

    private async Task WorkAsync()
    {
        List<ConsumeResult<byte[], byte[]>> batch = [];
        while (await NextAsync())
        {
            batch.Clear();
            while (batch.Count < _intake.Options.IntakeBatch && _waiting.Reader.TryRead(out var record))
                batch.Add(record);
            if (IsPaused && _waiting.Reader.Count < _intake.Options.IntakeBatch)
                _door.Resume(this);
            await TakeAsync(batch);
        }
    }

    private async Task<bool> NextAsync()
    {
        try
        {
            return await _waiting.Reader.WaitToReadAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TakeAsync(List<ConsumeResult<byte[], byte[]>> batch)
    {
        while (!_stop.IsCancellationRequested)
        {
            // Behind a stored offset that somebody else has moved, or after a seek.
            batch.RemoveAll(record => record.Offset < _expected);
            if (batch.Count == 0)
                return;
            if (!_intake.HasRoom)
            {
                await WaitAsync();
                continue;
            }
            var (taken, error) = await _intake.TakeAsync(batch, _expected, _poisoned);
            if (taken > 0)
            {
                Volatile.Write(ref _expected, batch[taken - 1].Offset + 1);
                _door.Advance(this);
            }
            if (error is not null)
                await RecoverAsync(error, batch[taken].Offset);
        }
    }

    private async Task RecoverAsync(Exception error, long offset)
    {
        switch (error)
        {
            case OffsetFencedException:
                await LookAgainAsync();
                break;
            case LaneStoppedException:
                await _stop.CancelAsync();
                break;
            case LaneFullException:
                await WaitAsync();
                break;
            default:
                // The lane has waited for what passes; what it gives back, it has tried alone.
                KafkaDoorLog.Poison(_logger, error, Partition.Partition, offset);
                if (_poisoned?.Offset == offset)
                    await WaitAsync();
                _poisoned = (offset, error);
                break;
        }
    }

    private async Task LookAgainAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var stored = await _intake.StoredOffsetAsync(Partition.Partition, _stop.Token);
                KafkaDoorLog.Fenced(_logger, Partition.Partition, stored, _expected);
                var isBefore = stored < _expected;
                Volatile.Write(ref _expected, stored);
                if (isBefore)
                    _door.Seek(this, stored);
                return;
            }
            catch (Exception error) when (DatabaseFaults.IsTransient(error))
            {
                KafkaDoorLog.OffsetNotRead(_logger, Partition.Partition, error.Message);
                await WaitAsync();
            }
        }
    }

    private async Task WaitAsync() => await Task.Delay(Patience, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
