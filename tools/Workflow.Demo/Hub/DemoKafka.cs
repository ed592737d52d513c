using Workflow.Tools;

namespace Workflow.Demo.Hub;

/// <summary>Kafka for one run of the demo: librdkafka's mock cluster, in this process and in memory.</summary>
internal sealed class DemoKafka : IDisposable
{
    public const string Events = "order-events";

    // All events of the run have to stay to its end, and the mock keeps 5 MB of a partition; keys do not fall evenly.
    private const int OrdersForPartition = 250;
    private const int LeastPartitions = 6;
    private const int MostPartitions = 400;
    private const int MostOrders = OrdersForPartition * MostPartitions;

    private readonly KafkaMock _mock = new();

    private DemoKafka(int partitions)
    {
        _mock.CreateTopic(Events, partitions);
        _mock.CreateTopic("order-state", LeastPartitions);
    }

    public string BootstrapServers => _mock.BootstrapServers;

    public static DemoKafka Start(int orders) => orders <= MostOrders
        ? new DemoKafka(Math.Max(LeastPartitions, (orders + OrdersForPartition - 1) / OrdersForPartition))
        : throw new DemoException(FormattableString.Invariant($"--kafka keeps every event in memory, of at most {MostOrders:N0} orders; see --limit and --orders."));

    public void Introduce()
    {
        Console.WriteLine($"Kafka is librdkafka's mock cluster here: three brokers in this process that keep what they get in memory, at {BootstrapServers}");
        Console.WriteLine("While the demo runs, read along from another terminal:");
        Console.WriteLine($"  kcat -b {BootstrapServers} -t {Events} -C -o beginning -J");
    }

    public void Dispose() => _mock.Dispose();
}
