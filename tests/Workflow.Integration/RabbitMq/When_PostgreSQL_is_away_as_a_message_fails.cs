using Workflow.Integration.Messaging.Cast;

namespace Workflow.Integration.RabbitMq;

public sealed class When_PostgreSQL_is_away_as_a_message_fails(RabbitMqFixture broker)
{
    [Fact]
    public async Task Should_wait_with_the_brokers_dead_letters_and_be_stored_later()
    {
        await using var cluster = await RestartableCluster.StartAsync();
        await using var database = await Database.CreateAsync(cluster.ConnectionString, await broker.CreateVirtualHostAsync());
        await using var instance = await Instance.StartAsync(database);
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);
        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));

        await cluster.CrashAsync();
        await sender.PublishAsync(Letters.Queue, "not JSON", "release-stock.v1");
        // The fault is told when the message is safe somewhere.
        await Eventually.HoldsAsync(() => !instance.Box.Faults.IsEmpty, "the consumer has given it away");
        await cluster.StartServerAsync();

        // The connections of the old one died with the server.
        await using var again = new Database(cluster.ConnectionString);
        await Eventually.EqualAsync(1, () => again.CountAsync("messaging.dead_letter"));
        Assert.Equal(
            "queue:letters release-stock.v1 unreadable not JSON 1",
            await again.ReadAsync<string>(
                "SELECT concat_ws(' ', destination, message_type, reason, convert_from(body, 'UTF8'), attempts) FROM messaging.dead_letter"));
    }
}
