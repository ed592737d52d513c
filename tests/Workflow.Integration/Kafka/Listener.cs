using System.Text;
using Confluent.Kafka;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Kafka;

namespace Workflow.Integration.Kafka;

/// <summary>Somebody who reads a topic from its beginning, without a group, and remembers what came.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Heard> _heard = [];
    private readonly Task _listening;

    public Listener(string servers, string topic, int partitions)
    {
        KafkaLibrary.Load();
        _listening = Task.Factory.StartNew(() => Listen(servers, topic, partitions), TaskCreationOptions.LongRunning);
    }

    public IReadOnlyList<Heard> All
    {
        get { lock (_heard) return [.. _heard]; }
    }

    /// <summary>The first of each event, as a consumer takes them that knows ids.</summary>
    public IReadOnlyList<Heard> Firsts => [.. All.DistinctBy(heard => heard.EventId)];

    public Task UntilAsync(Func<IReadOnlyList<Heard>, bool> isEnough, string what) => Eventually.HoldsAsync(() => isEnough(All), what, TimeSpan.FromSeconds(120));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
    }

    private void Listen(string servers, string topic, int partitions)
    {
        var config = new ConsumerConfig { BootstrapServers = servers, GroupId = $"listener-{Guid.NewGuid()}", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        while (!_stop.IsCancellationRequested)
        {
            if (consumer.Consume(50) is { Message: { } message } record)
                Keep(new Heard(record.Partition, record.Offset, message.Key, message.Value, HeadersOf(message)));
        }
        consumer.Close();
    }

    private void Keep(Heard heard)
    {
        lock (_heard)
            _heard.Add(heard);
    }

    private static Dictionary<string, string> HeadersOf(Message<byte[], byte[]> message) =>
        message.Headers.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()));
}

/// <summary>A record as it came.</summary>
internal sealed record Heard(int Partition, long Offset, byte[] Key, byte[] Value, IReadOnlyDictionary<string, string> Headers)
{
    public Guid OrderId => Guid.Parse(Encoding.UTF8.GetString(Key));

    public Guid EventId => Guid.Parse(Headers["ce_id"]);

    public string Type => Headers["ce_type"];
}
