using System.Buffers.Binary;
using Confluent.Kafka;
using Workflow.Messaging.Kafka;
using Workflow.Tools;

namespace Workflow.Benchmarks.Couriers;

/// <summary>
/// One partition of librdkafka's mock cluster in this process, which keeps records in memory: the real protocol over real sockets and
/// the real client, and no broker's disk.
/// </summary>
internal sealed class KafkaCourier : Courier
{
    private const string Topic = "small";
    private readonly KafkaMock _cluster;
    private readonly IProducer<Null, byte[]> _producer;
    private readonly IConsumer<Null, byte[]> _consumer;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private volatile string? _refusal;

    private KafkaCourier(KafkaMock cluster, Arrivals arrivals)
    {
        _cluster = cluster;
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig(Client()) { EnableIdempotence = true, Acks = Acks.All, LingerMs = 2, DeliveryReportFields = "none" })
            .SetLogHandler((_, _) => { }).Build();
        _consumer = new ConsumerBuilder<Null, byte[]>(new ConsumerConfig(Client()) { GroupId = Topic, EnableAutoCommit = false, FetchWaitMaxMs = 5 })
            .SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        _reading = Task.Factory.StartNew(() => Read(arrivals), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // One for each: the settings of one that both are made of would be those of both.
        ClientConfig Client() => new() { BootstrapServers = cluster.BootstrapServers, LogConnectionClose = false };
    }

    public static Task<Courier> StartAsync(Arrivals arrivals)
    {
        KafkaLibrary.Load();
        var cluster = new KafkaMock();
        cluster.CreateTopic(Topic, 1);
        return Task.FromResult<Courier>(new KafkaCourier(cluster, arrivals));
    }

    public override ValueTask SendAsync(long since)
    {
        if (_refusal is { } reason)
            throw new BenchException($"Kafka refused a message: {reason}");
        var body = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(body, since);
        _producer.Produce(Topic, new Message<Null, byte[]> { Value = body }, report =>
        {
            if (report.Error.IsError)
                _refusal = report.Error.Reason;
        });
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _producer.Dispose();
        _consumer.Close();
        _consumer.Dispose();
        _cluster.Dispose();
        _end.Dispose();
    }

    private void Read(Arrivals arrivals)
    {
        try
        {
            while (true)
                arrivals.Arrived(BinaryPrimitives.ReadInt64LittleEndian(_consumer.Consume(_end.Token).Message.Value));
        }
        catch (OperationCanceledException)
        {
            return; // the run has ended
        }
    }
}
