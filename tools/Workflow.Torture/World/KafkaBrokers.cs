using Workflow.Demo.Hub;
using Workflow.Tools;

namespace Workflow.Torture.World;

/// <summary>Kafka for the hosts: librdkafka's mock cluster in this process, and a consumer that reads their events all along.</summary>
internal sealed class KafkaBrokers : IAsyncDisposable
{
    private const int Partitions = 12;
    private const string Events = "order-events";
    private const string States = "order-state";
    private readonly KafkaMock _mock = new();
    private readonly int[] _leaders = new int[Partitions];
    private readonly EventReader _reader;

    public KafkaBrokers()
    {
        _mock.CreateTopic(Events, Partitions);
        _mock.CreateTopic(States, Partitions);
        LeadBy((partition, _) => 1 + (partition % Brokers));
        _reader = new EventReader(_mock.BootstrapServers, Events, Partitions);
    }

    /// <summary>What a host has to be told.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Kafka__BootstrapServers"] = _mock.BootstrapServers,
        // Orders come by HTTP here.
        ["Kafka__OrdersTopic"] = "",
        ["Kafka__DeadTopic"] = "",
        // A broker is away for seconds; a record is to fail now and then, and be sent anew.
        ["Kafka__DeliveryTimeoutSeconds"] = "5",
    };

    public int Brokers => _mock.Brokers;

    public EventLedger Ledger => _reader.Ledger;

    /// <summary>The broker, from 1, is gone; others lead what it led.</summary>
    public void Lose(int broker)
    {
        _mock.Down(broker);
        LeadBy((_, leader) => leader == broker ? 1 + (broker % Brokers) : leader);
    }

    public void LoseAll() => _mock.AllDown();

    public void Return(int broker) => _mock.Up(broker);

    /// <summary>Every partition is led by another broker than before.</summary>
    public void MoveLeaders() => LeadBy((_, leader) => 1 + (leader % Brokers));

    public void Heal() => _mock.AllUp();

    /// <summary>Returns when the reader has read what is there; the brokers must be up.</summary>
    public Task ReadAllAsync(CancellationToken stop) => _reader.ReadAllAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _mock.Dispose();
    }

    // The mock elects nobody by itself.
    private void LeadBy(Func<int, int, int> next)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            _leaders[partition] = next(partition, _leaders[partition]);
            _mock.Lead(Events, partition, _leaders[partition]);
            _mock.Lead(States, partition, _leaders[partition]);
        }
    }
}
