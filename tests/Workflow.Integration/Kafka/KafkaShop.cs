using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Kafka;

/// <summary>Hosts in this process that read orders from a mock cluster into one database.</summary>
internal sealed class KafkaShop : IAsyncDisposable
{
    public const int Partitions = 4;

    private readonly List<RunningHost> _hosts = [];
    private readonly string _database;

    private KafkaShop(string database)
    {
        _database = database;
        Kafka.CreateTopic("orders", Partitions);
        Kafka.CreateTopic("orders-dead", 1);
        Kafka.CreateTopic("order-events", Partitions);
        Speaker = new Speaker(Kafka.BootstrapServers);
    }

    public KafkaMock Kafka { get; } = new();

    public Speaker Speaker { get; }

    /// <summary>The host that was started last.</summary>
    public RunningHost Host => _hosts[^1];

    public static async Task<KafkaShop> OpenAsync(PostgresFixture postgres, params string[] settings)
    {
        var shop = new KafkaShop(await postgres.CreateMigratedDatabaseAsync());
        await shop.StartHostAsync(settings);
        return shop;
    }

    public async Task<RunningHost> StartHostAsync(params string[] settings)
    {
        // A host whose payments nobody answers: its orders wait, which is enough to see them come in.
        var host = await RunningHost.StartAsync(
            _database, [$"Kafka:BootstrapServers={Kafka.BootstrapServers}", "Kafka:SessionTimeoutSeconds=6", "Payment:GatewayUrl=http://127.0.0.1:9", .. settings]);
        _hosts.Add(host);
        return host;
    }

    public async Task StopHostAsync(RunningHost host)
    {
        await host.StopAsync();
        _hosts.Remove(host);
        await host.DisposeAsync();
    }

    /// <summary>Returns when every record up to now is behind the stored offsets.</summary>
    public Task ReadAllAsync(long records) => Eventually.EqualAsync(
        records, async () => await Host.ReadAsync<decimal>("SELECT coalesce(sum(next_offset), 0) FROM orders.intake_offset") is var sum ? (long)sum : 0, TimeSpan.FromSeconds(120));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        Speaker.Dispose();
        Kafka.Dispose();
    }
}
