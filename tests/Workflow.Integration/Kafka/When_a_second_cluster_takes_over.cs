using System.Text;
using Confluent.Kafka;
using Workflow.Messaging.Kafka;
using Workflow.Tools;

namespace Workflow.Integration.Kafka;

/// <summary>
/// What a consumer of a mirrored topic may rely on. The copying is done here in the way of MirrorMaker, which is no part of this repository: record by record, with
/// key, headers and partition, at other offsets.
/// </summary>
public sealed class When_a_second_cluster_takes_over
{
    private const string Topic = "order-events";
    private const int Partitions = 2;
    private const int Orders = 40;
    private static readonly string[] Story = ["order-submitted.v1", "order-stock-reserved.v1", "order-paid.v1", "order-completed.v1"];

    [Fact]
    public async Task Should_double_no_effect_and_lose_only_what_was_not_copied()
    {
        using var first = Cluster();
        using var second = Cluster();
        // Something else was there before: the offsets are not the same.
        await TellAsync(second, [new Told(Guid.NewGuid(), "order-submitted.v1", Guid.NewGuid())]);
        var story = Tell();
        await TellAsync(first, story);
        // The publisher repeated some, as it does after it was killed.
        await TellAsync(first, story[^10..]);
        await using var source = new Listener(first.BootstrapServers, Topic, Partitions);
        await source.UntilAsync(all => all.Count == story.Count + 10, "the first cluster has all");

        // The last ones are not copied yet when the first cluster is lost for good.
        var copied = source.All.Take(source.All.Count - 15).ToList();
        await CopyAsync(second, copied);
        var consumer = new Effects();
        foreach (var heard in copied.Take(copied.Count / 2))
            consumer.Take(heard);
        first.AllDown();

        // It goes on there before the place where it was.
        await using var mirror = new Listener(second.BootstrapServers, Topic, Partitions);
        await mirror.UntilAsync(all => all.Count == copied.Count + 1, "the second cluster has what was copied");
        foreach (var heard in mirror.All)
            consumer.Take(heard);

        Assert.All(consumer.Of, order => Assert.Equal(Story.Take(order.Value.Count), order.Value));
        Assert.Equal(copied.Select(heard => heard.EventId).Distinct().Count() + 1, consumer.Of.Sum(order => order.Value.Count));
        var missing = story.Select(told => told.Event).Except(mirror.All.Select(heard => heard.EventId)).ToList();
        Assert.InRange(missing.Count, 1, 15);
    }

    [Fact]
    public void Should_have_a_configuration_that_copies_one_way_under_the_same_names()
    {
        var settings = File.ReadLines(Path.Combine(Root(), "deploy/kafka/mm2.properties"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal("true", settings["first->second.enabled"]);
        Assert.Equal("false", settings["second->first.enabled"]);
        Assert.EndsWith(".IdentityReplicationPolicy", settings["replication.policy.class"], StringComparison.Ordinal);
        Assert.Equal("true", settings["sync.group.offsets.enabled"]);
        var options = new KafkaOptions();
        Assert.Equal(
            new[] { options.EventsTopic, options.StateTopic, options.OrdersTopic, options.DeadTopic },
            settings["first->second.topics"].Split(',', StringSplitOptions.TrimEntries));
        Assert.All(settings["clusters"].Split(',', StringSplitOptions.TrimEntries), cluster => Assert.Contains($"{cluster}.bootstrap.servers", settings.Keys));
    }

    private static KafkaMock Cluster()
    {
        var cluster = new KafkaMock();
        cluster.CreateTopic(Topic, Partitions);
        return cluster;
    }

    private static List<Told> Tell()
    {
        var orders = Enumerable.Range(0, Orders).Select(_ => Guid.NewGuid()).ToList();
        return [.. Story.SelectMany(type => orders.Select(order => new Told(order, type, Guid.NewGuid())))];
    }

    private static Task TellAsync(KafkaMock cluster, IEnumerable<Told> story) => SendAsync(cluster, story.Select(told => (Message(told), PartitionOf(told.Order))));

    private static Task CopyAsync(KafkaMock cluster, IEnumerable<Heard> records) => SendAsync(cluster, records.Select(record => (Copy(record), record.Partition)));

    private static async Task SendAsync(KafkaMock cluster, IEnumerable<(Message<byte[], byte[]> Message, int Partition)> records)
    {
        KafkaLibrary.Load();
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers, EnableIdempotence = true })
            .SetLogHandler((_, _) => { }).Build();
        await Task.WhenAll(records.Select(record => producer.ProduceAsync(new TopicPartition(Topic, record.Partition), record.Message)));
    }

    private static int PartitionOf(Guid order) => order.ToByteArray()[0] % Partitions;

    private static Message<byte[], byte[]> Message(Told told) => new()
    {
        Key = Encoding.UTF8.GetBytes(told.Order.ToString()),
        Value = "{}"u8.ToArray(),
        Headers = [new Header("ce_id", Encoding.UTF8.GetBytes(told.Event.ToString())), new Header("ce_type", Encoding.UTF8.GetBytes(told.Type))],
    };

    private static Message<byte[], byte[]> Copy(Heard record)
    {
        var headers = new Headers();
        foreach (var (name, value) in record.Headers)
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        return new() { Key = record.Key, Value = record.Value, Headers = headers };
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Workflow.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private sealed record Told(Guid Order, string Type, Guid Event);

    /// <summary>A consumer as the documentation asks for one: what it has done stands with the ids that it has seen.</summary>
    private sealed class Effects
    {
        private readonly HashSet<Guid> _seen = [];

        public Dictionary<Guid, List<string>> Of { get; } = [];

        public void Take(Heard heard)
        {
            if (!_seen.Add(heard.EventId))
                return;
            if (!Of.TryGetValue(heard.OrderId, out var effects))
                Of[heard.OrderId] = effects = [];
            effects.Add(heard.Type);
        }
    }
}
