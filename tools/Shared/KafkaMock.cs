using System.Runtime.InteropServices;

namespace Workflow.Tools;

/// <summary>
/// A Kafka cluster in this process: librdkafka's own, which its makers test with. It speaks the real protocol over real sockets, so that
/// any client can use it. It keeps records in memory only, at most 5 MB a partition, and makes a topic when it is asked for one.
/// </summary>
internal sealed partial class KafkaMock : IDisposable
{
    private const int Producer = 0;
    private const int ErrorLength = 512;
    private const string Library = "librdkafka.so.1";

    private readonly nint _client;
    private readonly nint _cluster;

    public KafkaMock(int brokers = 3)
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            throw new InvalidOperationException("Kafka's library is not installed. On Debian and Ubuntu: apt-get install librdkafka1");
        var (conf, error) = (NewConf(), new byte[ErrorLength]);
        // It says on the terminal where it listens; so do its users, where they want.
        SetConf(conf, "log_level", "3", error, ErrorLength);
        if (SetConf(conf, "test.mock.num.brokers", $"{brokers}", error, ErrorLength) != 0)
            throw new InvalidOperationException("This librdkafka has no mock cluster.");
        _client = NewClient(Producer, conf, error, ErrorLength);
        if (_client == 0)
            throw new InvalidOperationException("librdkafka made no client.");
        _cluster = ClusterOf(_client);
        BootstrapServers = Marshal.PtrToStringAnsi(Bootstraps(_cluster))!;
        Brokers = brokers;
    }

    public string BootstrapServers { get; }

    public int Brokers { get; }

    /// <summary>Makes a topic with so many partitions; else it has four.</summary>
    public void CreateTopic(string topic, int partitions) => Check(CreateTopic(_cluster, topic, partitions, Brokers));

    /// <summary>The broker, numbered from 1, takes no connections and drops those it has.</summary>
    public void Down(int broker) => Check(SetDown(_cluster, broker));

    /// <summary>The broker is back.</summary>
    public void Up(int broker) => Check(SetUp(_cluster, broker));

    /// <summary>Every broker is gone.</summary>
    public void AllDown()
    {
        for (var broker = 1; broker <= Brokers; broker++)
            Down(broker);
    }

    /// <summary>Every broker is back.</summary>
    public void AllUp()
    {
        for (var broker = 1; broker <= Brokers; broker++)
            Up(broker);
    }

    /// <summary>The partition is led by another broker from now on, as after the loss of its leader.</summary>
    public void Lead(string topic, int partition, int broker) => Check(SetLeader(_cluster, topic, partition, broker));

    /// <summary>The group is coordinated by another broker from now on.</summary>
    public void Coordinate(string group, int broker) => Check(SetCoordinator(_cluster, "group", group, broker));

    public void Dispose() => Destroy(_client);

    private static void Check(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"The mock cluster refused with error {error}.");
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConf();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetConf(nint conf, string name, string value, byte[] error, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint conf, byte[] error, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_handle_mock_cluster")]
    private static partial nint ClusterOf(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int SetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int SetUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetLeader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_coordinator_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetCoordinator(nint cluster, string keyType, string key, int broker);
}
