using Workflow.Integration.Processes;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Kafka;

public sealed class When_brokers_are_lost_and_a_publisher_is_killed(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Orders = 300;
    private const int Partitions = 6;

    [Fact]
    public async Task Should_tell_every_event_of_every_order_in_its_order()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using var kafka = new KafkaMock();
        kafka.CreateTopic("order-events", Partitions);
        kafka.CreateTopic("order-state", Partitions);
        kafka.CreateTopic("orders", 1);
        await using var events = new Listener(kafka.BootstrapServers, "order-events", Partitions);
        await using var states = new Listener(kafka.BootstrapServers, "order-state", Partitions);
        await using var shop = await SharedShop.OpenAsync(
            await postgres.CreateDatabaseAsync(), hosts: 2, Orders, seed, _ => [$"--Kafka:BootstrapServers={kafka.BootstrapServers}", "--Kafka:DeliveryTimeoutSeconds=5"]);

        var ordering = shop.Customers.OrderAsync(connections: 16);
        var quarrel = LoseBrokersAsync(kafka, new Random(seed), ordering);
        await shop.Customers.ReachedAsync(Orders / 3);
        await shop.Hosts[0].KillAsync();
        await shop.Customers.ReachedAsync(Orders * 2 / 3);
        await shop.Hosts[0].StartAsync();
        await ordering;
        await quarrel;

        await shop.ProveAsync();
        await EventBooks.BeEmptyAsync(shop.Database);
        await EventBooks.AgreeAsync(shop.Database, events);
        await EventBooks.StatesAgreeAsync(shop.Database, states);
        output.WriteLine($"{events.Firsts.Count} events, {events.All.Count - events.Firsts.Count} repeats");
    }

    // A broker goes, what it led is led by another, and it comes back; then the next one.
    private static async Task LoseBrokersAsync(KafkaMock kafka, Random random, Task until)
    {
        while (!until.IsCompleted)
        {
            var lost = 1 + random.Next(kafka.Brokers);
            kafka.Down(lost);
            for (var partition = 0; partition < Partitions; partition++)
                kafka.Lead("order-events", partition, 1 + ((lost + random.Next(kafka.Brokers - 1)) % kafka.Brokers));
            await Task.WhenAny(until, Task.Delay(random.Next(500, 1_500)));
            kafka.Up(lost);
            await Task.WhenAny(until, Task.Delay(random.Next(500)));
        }
    }
}
