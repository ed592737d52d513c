using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Workflow.Demo.Hub;

namespace Workflow.Torture.World;

/// <summary>A consumer of every partition of a topic from its beginning on, whatever happens to the brokers.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(60);
    private readonly TopicPartition[] _partitions;
    private readonly long[] _next;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    static EventReader() => NativeLibrary.SetDllImportResolver(
        typeof(Library).Assembly, (name, _, _) => name.Contains("librdkafka", StringComparison.Ordinal) ? NativeLibrary.Load("librdkafka.so.1") : 0);

    public EventReader(string servers, string topic, int partitions)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))];
        _next = new long[partitions];
        var config = new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "torture",
            EnableAutoCommit = false,
            // A record that was deleted before it was read would be a loss that nobody sees.
            AutoOffsetReset = AutoOffsetReset.Error,
            ReconnectBackoffMaxMs = 1_000,
        };
        _consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer.Assign(_partitions.Select(partition => new TopicPartitionOffset(partition, 0)));
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public EventLedger Ledger { get; } = new();

    /// <summary>Returns when everything up to the ends of the partitions, as they are now, is in the ledger.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public async Task ReadAllAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ReadLimit);
        while (!limit.IsCancellationRequested && !_reading.IsCompleted)
        {
            if (HasReadAll())
                return;
            await Task.Delay(Look, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        stop.ThrowIfCancellationRequested();
        await _stop.CancelAsync();
        await _reading;
        throw new InvalidOperationException($"The events were not all read within {ReadLimit.TotalSeconds:0} s.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _consumer.Close();
        _consumer.Dispose();
        _stop.Dispose();
    }

    private bool HasReadAll()
    {
        try
        {
            return _partitions.All(partition =>
                Volatile.Read(ref _next[partition.Partition.Value]) >= _consumer.QueryWatermarkOffsets(partition, AskLimit).High.Value);
        }
        catch (KafkaException)
        {
            // The brokers have only just come back.
            return false;
        }
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_consumer.Consume(Look) is { Message: { } message } record)
            {
                Ledger.Add(new ToldEvent(
                    Guid.Parse(Encoding.UTF8.GetString(message.Key)), Guid.Parse(Header(message, "ce_id")), Header(message, "ce_type"),
                    record.Partition.Value, ToldEvent.HashOf(message.Value)));
                Volatile.Write(ref _next[record.Partition.Value], record.Offset.Value + 1);
            }
        }
    }

    private static string Header(Message<byte[], byte[]> message, string name) => Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));
}
