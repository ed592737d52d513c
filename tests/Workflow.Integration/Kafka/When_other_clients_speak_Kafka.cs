using System.Net.Http.Json;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Processes;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Kafka;

/// <summary>Clients that nobody here wrote: kafkajs sends the orders, and kcat reads their events.</summary>
public sealed class When_other_clients_speak_Kafka(PostgresFixture postgres, KafkaClient client, ITestOutputHelper output) : IClassFixture<KafkaClient>
{
    private const int Orders = 10_000;
    private static readonly string[] Last = ["order-completed.v1", "order-rejected.v1"];

    [Fact]
    public async Task Should_make_one_order_of_each_record_and_tell_all_of_it_while_hosts_come_and_go()
    {
        // It keeps 5 MB a partition, so there are many.
        using var kafka = new KafkaMock();
        kafka.CreateTopic("orders", 6);
        kafka.CreateTopic("order-events", 24);
        await using var world = await World.OpenAsync(await postgres.CreateDatabaseAsync(), kafka);
        var told = Path.Combine(client.Directory, "events.json");
        using var kcat = client.Start($"kcat -q -u -b {kafka.BootstrapServers} -t order-events -C -o beginning -J > {told}");
        try
        {
            var sending = client.RunAsync($"node send-orders.mjs --brokers={kafka.BootstrapServers} --orders={Orders} --batch=100 --pause=50");
            await world.ReachAsync(Orders / 4);
            await world.Hosts[1].KillAsync();
            await world.ReachAsync(Orders / 2);
            await world.Hosts[1].StartAsync();
            await world.ReachAsync(Orders * 3 / 4);
            await world.Hosts[2].Process!.TerminateAsync();
            Assert.Contains($"{{\"sent\":{Orders}}}", await sending, StringComparison.Ordinal);
            await world.ReachAsync(Orders);

            await Books.BeQuietAsync(world.Database, Orders);
            await EventBooks.BeEmptyAsync(world.Database);
            Assert.Equal((long)Orders, await Books.AskAsync(world.Database, "SELECT count(DISTINCT idempotency_key) FROM orders.\"order\" WHERE idempotency_key LIKE 'kafkajs-%'"));
            Assert.Equal((long)Orders, await Books.AskAsync(world.Database, "SELECT sum(next_offset)::bigint FROM orders.intake_offset"));
            await Until.TrueAsync(() => Task.FromResult(Ends(told) >= Orders), () => Task.FromResult($"kcat has read the end of {Ends(told)} orders"));
        }
        finally
        {
            kcat.Kill();
            await kcat.WaitForExitAsync();
        }
        output.WriteLine(await client.RunAsync($"node check-events.mjs --orders={Orders} < events.json"));
    }

    private static int Ends(string file) => File.ReadLines(file)
        .Where(line => Last.Any(type => line.Contains($"\"ce_type\",\"{type}\"", StringComparison.Ordinal))).Select(line => line.IndexOf("\"key\":", StringComparison.Ordinal) is var at && at >= 0 ? line.Substring(at, 44) : line)
        .Distinct().Count();

    private sealed class World : IAsyncDisposable
    {
        private readonly TemporaryLedger _ledger = new();
        private readonly Server _gateway;

        private World(string database, KafkaMock kafka)
        {
            Database = database;
            _gateway = Server.Gateway(_ledger.Path);
            Hosts = [.. Enumerable.Range(0, 3).Select(_ => Server.Host(
                _gateway, database, $"--Kafka:BootstrapServers={kafka.BootstrapServers}", "--Kafka:SessionTimeoutSeconds=6", "--Messaging:Relay:InstanceTimeoutSeconds=3"))];
        }

        public string Database { get; }

        public Server[] Hosts { get; }

        public static async Task<World> OpenAsync(string database, KafkaMock kafka)
        {
            await using (var migrate = TestProcess.Start(Programs.Host, ["migrate"], ("ConnectionStrings__Workflow", database)))
                Assert.True(await migrate.EndAsync() == 0, migrate.Output);
            var world = new World(database, kafka);
            await world._gateway.StartAsync();
            await Task.WhenAll(world.Hosts.Select(host => host.StartAsync()));
            using var http = new HttpClient { BaseAddress = world.Hosts[0].Address };
            http.DefaultRequestHeaders.Add("X-Admin-Key", Server.AdminKey);
            using var receipt = await http.PostAsJsonAsync("/stock/receipts", new { receiptId = "initial", lines = new[] { new { sku = "85123A", quantity = 100_000 } } });
            Assert.True(receipt.IsSuccessStatusCode, await receipt.Content.ReadAsStringAsync());
            return world;
        }

        public Task ReachAsync(int orders) => Until.TrueAsync(
            async () => await Books.AskAsync(Database, $"SELECT count(*) >= {orders} FROM orders.\"order\"") is true,
            async () => $"{await Books.AskAsync(Database, "SELECT count(*) FROM orders.\"order\"")} of {orders} orders are in");

        public async ValueTask DisposeAsync()
        {
            foreach (var server in Hosts.Append(_gateway))
                await server.DisposeAsync();
            _ledger.Dispose();
        }
    }
}
