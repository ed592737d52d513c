using System.Text;
using Confluent.Kafka;
using Workflow.Messaging.Kafka;

namespace Workflow.Integration.Kafka;

/// <summary>A shop that sends orders to the topic.</summary>
internal sealed class Speaker : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;

    public Speaker(string servers)
    {
        KafkaLibrary.Load();
        var config = new ProducerConfig { BootstrapServers = servers, LingerMs = 5, EnableIdempotence = true };
        _producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Sends a record to a partition of the topic; returns when it is there.</summary>
    public Task SendAsync(int partition, string? body, string? key = null, string? trace = null)
    {
        var headers = new Headers();
        if (key is not null)
            headers.Add("idempotency-key", Encoding.UTF8.GetBytes(key));
        if (trace is not null)
            headers.Add("traceparent", Encoding.UTF8.GetBytes(trace));
        var message = new Message<byte[], byte[]> { Key = "shop"u8.ToArray(), Value = body is null ? null! : Encoding.UTF8.GetBytes(body), Headers = headers };
        return _producer.ProduceAsync(new TopicPartition("orders", partition), message);
    }

    public void Dispose() => _producer.Dispose();
}
