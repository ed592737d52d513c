using System.Diagnostics;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Processes;

public sealed class When_one_of_three_hosts_on_RabbitMQ_is_killed(PostgresFixture postgres, RabbitMqFixture broker, ITestOutputHelper output)
{
    private const int Orders = 900;
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Should_have_its_messages_consumed_by_the_others_within_30_seconds()
    {
        var seed = Random.Shared.Next();
        var moment = new Random(seed).Next(Orders / 3, Orders * 2 / 3);
        output.WriteLine($"seed {seed}, one is killed after {moment} orders");
        var uri = await broker.CreateVirtualHostAsync();
        // The lease of an instance as it is by default.
        string[] settings = ["--Transport=RabbitMQ", $"--RabbitMq:Uri={uri}", "--Messaging:Relay:InstanceTimeoutSeconds=15"];
        await using var shop = await SharedShop.OpenAsync(await postgres.CreateDatabaseAsync(), hosts: 3, Orders, seed, _ => settings);

        var ordering = shop.Customers.OrderAsync(connections: 32);
        await shop.Customers.ReachedAsync(moment);
        // It is killed at a moment at which it has something to leave.
        List<string> left = [];
        await Until.TrueAsync(
            async () => (left = await LeftByAsync(shop, shop.Hosts[1].Process!.Id)).Count > 0, () => Task.FromResult("no message is under way"));
        await shop.Hosts[1].KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await Until.TrueAsync(async () => !await IsAnyLeftAsync(shop, left), () => Task.FromResult($"{left.Count} messages of the dead one"));
        var took = Stopwatch.GetElapsedTime(killed);
        output.WriteLine($"{left.Count} messages were left and consumed after {took.TotalSeconds:0.0} s");

        await ordering;
        await shop.ProveAsync();
        Assert.InRange(took, TimeSpan.Zero, Takeover);
    }

    private static Task<List<string>> LeftByAsync(SharedShop shop, int process) => Books.ListAsync(
        shop.Database,
        $"""
        SELECT message_id::text FROM messaging.outbox JOIN messaging.instance ON instance_id = owner WHERE name LIKE '%:{process}'
        """);

    private static async Task<bool> IsAnyLeftAsync(SharedShop shop, List<string> left) =>
        (await Books.ListAsync(shop.Database, "SELECT message_id::text FROM messaging.outbox")).Intersect(left).Any();
}
