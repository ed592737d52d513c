using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Integration.Processes;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Kafka;

public sealed class When_Kafka_is_away(PostgresFixture postgres)
{
    private const int Orders = 60;
    private const int Partitions = 4;

    [Fact]
    public async Task Should_work_on_orders_all_the_same_and_tell_of_them_later()
    {
        using var kafka = new KafkaMock();
        kafka.CreateTopic("order-events", Partitions);
        kafka.AllDown();
        await using var shop = await SharedShop.OpenAsync(
            await postgres.CreateDatabaseAsync(), hosts: 1, Orders, Random.Shared.Next(),
            _ => [$"--Kafka:BootstrapServers={kafka.BootstrapServers}", "--Kafka:DeliveryTimeoutSeconds=5", "--Kafka:OrdersTopic="]);
        using var http = new HttpClient { BaseAddress = shop.Hosts[0].Address };

        await shop.Customers.OrderAsync(connections: 8);
        await shop.ProveAsync();
        Assert.True(await Books.AskAsync(shop.Database, "SELECT count(*) FROM messaging.hub") is > (long)Orders);
        await Until.TrueAsync(async () => await HealthAsync(http) == "Degraded", async () => $"Kafka is {await HealthAsync(http)}");
        await Until.TrueAsync(async () => await BacklogAsync(http) > 0, () => Task.FromResult("the metrics tell of no backlog"));

        kafka.AllUp();
        await using var events = new Listener(kafka.BootstrapServers, "order-events", Partitions);
        await EventBooks.BeEmptyAsync(shop.Database);
        await EventBooks.AgreeAsync(shop.Database, events);
        await Until.TrueAsync(async () => await HealthAsync(http) == "Healthy", async () => $"Kafka is {await HealthAsync(http)}");
    }

    private static async Task<string?> HealthAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("checks").GetProperty("kafka").GetString();

    private static async Task<double> BacklogAsync(HttpClient http) => (await http.GetStringAsync("/metrics")).Split('\n')
        .Where(line => line.StartsWith("workflow_hub_backlog ", StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ')[1])).SingleOrDefault();
}
