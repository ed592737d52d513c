using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Kafka;
using Workflow.Messaging.Lanes;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>
/// Orders from Kafka: one consumer of the group that all instances form. Its thread brings records to the partitions' readers
/// and does what they ask of the client; it never waits for them, so that the group always hears of this instance.
/// </summary>
internal sealed class KafkaDoor(
    RecordIntake intake, KafkaClients clients, KafkaStatus status, IHostApplicationLifetime lifetime, ILogger<KafkaDoor> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TopicPartition, PartitionReader> _readers = new();
    private readonly ConcurrentQueue<(PartitionReader Reader, Action<IConsumer<byte[], byte[]>> Do)> _asked = new();

    /// <summary>The partitions that this instance reads now.</summary>
    internal ICollection<PartitionReader> Readers => _readers.Values;

    /// <summary>Has the client bring records of the partition again.</summary>
    internal void Resume(PartitionReader reader) => Ask(reader, consumer =>
    {
        reader.IsPaused = false;
        consumer.Resume([reader.Partition]);
    });

    /// <summary>Has the client bring the records from <paramref name="offset"/> on.</summary>
    internal void Seek(PartitionReader reader, long offset) =>
        Ask(reader, consumer => consumer.Seek(new TopicPartitionOffset(reader.Partition, offset)));

    /// <summary>Has Kafka told how far the partition has been read, for those who look there.</summary>
    internal void Advance(PartitionReader reader) =>
        Ask(reader, consumer => consumer.StoreOffset(new TopicPartitionOffset(reader.Partition, reader.Expected)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A record is taken only when everything that an order needs has started.
        await UntilStartedAsync(stoppingToken);
        // No more records from the moment on in which the process is told to end, so that all that were begun are finished.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Factory.StartNew(() => Consume(stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception error) when (error is KafkaException or OperationCanceledException)
            {
                if (!stop.IsCancellationRequested)
                    KafkaDoorLog.Failed(logger, error.Message);
                await Task.Delay(RestartDelay, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task UntilStartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Consume(CancellationToken stop)
    {
        using var consumer = clients.NewConsumer(builder => builder
            .SetPartitionsAssignedHandler((_, partitions) => partitions.ConvertAll(partition => Assign(partition, stop)))
            .SetPartitionsRevokedHandler((_, partitions) => partitions.ForEach(partition => Revoke(partition.TopicPartition)))
            .SetPartitionsLostHandler((_, partitions) => partitions.ForEach(partition => Revoke(partition.TopicPartition))));
        try
        {
            consumer.Subscribe(clients.Options.OrdersTopic);
            var looked = Environment.TickCount64;
            while (!stop.IsCancellationRequested)
            {
                Answer(consumer);
                Hand(consumer);
                if (Environment.TickCount64 - looked < 1_000)
                    continue;
                looked = Environment.TickCount64;
                LookAtEnds(consumer);
            }
        }
        finally
        {
            // Before the group is left, so that whoever gets the partitions finds the last offset.
            foreach (var partition in _readers.Keys)
                Revoke(partition);
            consumer.Close();
        }
    }

    private void Ask(PartitionReader reader, Action<IConsumer<byte[], byte[]>> what) => _asked.Enqueue((reader, what));

    private void Answer(IConsumer<byte[], byte[]> consumer)
    {
        while (_asked.TryDequeue(out var asked))
        {
            // Of a partition that has gone the client wants to hear nothing.
            if (_readers.TryGetValue(asked.Reader.Partition, out var current) && current == asked.Reader)
                asked.Do(consumer);
        }
    }

    private void Hand(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            var record = consumer.Consume(Poll);
            if (record is not { IsPartitionEOF: false } || !_readers.TryGetValue(record.TopicPartition, out var reader))
                return;
            reader.Add(record);
            if (reader.IsPaused || !reader.IsFull)
                return;
            reader.IsPaused = true;
            consumer.Pause([reader.Partition]);
        }
        catch (ConsumeException error) when (error.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            GoAround(consumer, error.ConsumerRecord.TopicPartition);
        }
        catch (ConsumeException error) when (!error.Error.IsFatal)
        {
            KafkaDoorLog.Failed(logger, error.Error.Reason);
        }
    }

    /// <summary>
    /// The stored offset is not in the partition. What Kafka has deleted is gone; but an end before the offset may mean that the topic
    /// was made anew, and then nobody but the operator can say which of its records are new.
    /// </summary>
    private void GoAround(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        if (!_readers.TryGetValue(partition, out var reader))
            return;
        var ends = consumer.QueryWatermarkOffsets(partition, AskTimeout);
        if (reader.Expected < ends.Low)
        {
            KafkaDoorLog.RecordsGone(logger, ends.Low - reader.Expected, partition.Partition);
            consumer.Seek(new TopicPartitionOffset(partition, ends.Low));
            return;
        }
        KafkaDoorLog.OffsetBeyondEnd(logger, partition.Partition, ends.High, reader.Expected);
        status.Partition(partition.Partition, $"Partition {partition.Partition} of {partition.Topic} ends before the stored offset; see docs/kafka.md.");
    }

    private void LookAtEnds(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var reader in _readers.Values)
            reader.End = consumer.GetWatermarkOffsets(reader.Partition).High.Value;
    }

    private TopicPartitionOffset Assign(TopicPartition partition, CancellationToken stop)
    {
        var stored = StoredOffset(partition.Partition, stop);
        _readers[partition] = new PartitionReader(partition, stored, intake, (this, logger));
        KafkaDoorLog.Assigned(logger, partition.Partition, partition.Topic, stored);
        // A new partition may have lost its first records to Kafka's own retention.
        return new TopicPartitionOffset(partition, stored == 0 ? Offset.Beginning : stored);
    }

    // This is the client's thread, which has nothing else to do: without the offset there is nothing to read.
    private long StoredOffset(int partition, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return intake.StoredOffsetAsync(partition, stop).GetAwaiter().GetResult();
            }
            catch (Exception error) when (DatabaseFaults.IsTransient(error) && !stop.IsCancellationRequested)
            {
                KafkaDoorLog.OffsetNotRead(logger, partition, error.Message);
                stop.WaitHandle.WaitOne(RestartDelay);
            }
        }
    }

    // What is under way is waited for, so that the next reader need not find out by being refused; if it takes too long, it will be.
    private void Revoke(TopicPartition partition)
    {
        if (!_readers.TryRemove(partition, out var reader))
            return;
        Task.WhenAny(reader.StopAsync(), Task.Delay(HandOver)).GetAwaiter().GetResult();
        status.Partition(partition.Partition, null);
        KafkaDoorLog.Revoked(logger, partition.Partition, partition.Topic, reader.Expected);
    }
}
