using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>Records that were given to the client together, and what became of each.</summary>
internal sealed class HubWave(int records)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(HubSend Send, Error Error)> _failed = new();
    private readonly ConcurrentQueue<HubSend> _confirmed = new();
    private int _left = records;

    /// <summary>What Kafka has.</summary>
    internal IReadOnlyCollection<HubSend> Confirmed => _confirmed;

    /// <summary>What it has not, as far as is known.</summary>
    internal IReadOnlyCollection<(HubSend Send, Error Error)> Failed => _failed;

    /// <summary>Ends when the fate of every record is known.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Gives the record to the client; what the client refuses at once has failed.</summary>
    internal void Send(IProducer<byte[], byte[]> producer, string topic, HubSend send)
    {
        try
        {
            producer.Produce(topic, HubRecord.Of(send.Row), report => End(send, report.Error));
        }
        catch (KafkaException error)
        {
            End(send, error.Error);
        }
    }

    private void End(HubSend send, Error error)
    {
        if (error.IsError)
            _failed.Enqueue((send, error));
        else
            _confirmed.Enqueue(send);
        if (Interlocked.Decrement(ref _left) == 0)
            _ended.TrySetResult();
    }
}
