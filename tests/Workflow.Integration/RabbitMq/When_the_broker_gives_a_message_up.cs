using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.RabbitMq;

public sealed class When_the_broker_gives_a_message_up(PostgresFixture postgres, RabbitMqFixture broker)
{
    private static readonly (string, object)[] Quorum = [("x-queue-type", "quorum"), ("x-dead-letter-exchange", "dead-letters")];

    [Fact]
    public async Task Should_be_a_dead_letter_with_the_brokers_reason()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);
        await sender.DeclareAsync("slow", ("x-dead-letter-exchange", "dead-letters"), ("x-message-ttl", 10));

        var id = Guid.CreateVersion7();
        await sender.PublishAsync("slow", "{}", "release-stock.v1", id);

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter"));
        Assert.Equal(
            $"{id} queue:slow release-stock.v1 broker: expired {{}}",
            await database.ReadAsync<string>(
                "SELECT concat_ws(' ', message_id, destination, message_type, reason, convert_from(body, 'UTF8')) FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_be_tried_again_when_it_was_only_delivered_too_often()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database, 64, null, ("Relay:BackoffBaseSeconds", "60"));
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);
        await sender.DeclareAsync("fatal", [.. Quorum, ("x-delivery-limit", 1)]);
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
        await sender.PublishAsync("fatal", System.Text.Encoding.UTF8.GetString(Workflow.Messaging.Outbox.MessageBodies.Serialize(letter)), "release-stock.v1", letter.MessageId);

        // Two consumers die with it in their hands.
        for (var death = 0; death < 2; death++)
        {
            await using var victim = await BrokerClient.ConnectAsync(database.Broker!);
            await Eventually.HoldsAsync(() => victim.Channel.BasicGetAsync("fatal", autoAck: false).GetAwaiter().GetResult() is not null, "it is delivered");
        }

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.outbox WHERE attempts = 1 AND next_at > now() AND destination = 'queue:fatal'"));
        Assert.Equal(letter.MessageId, await database.ReadAsync<Guid>("SELECT message_id FROM messaging.outbox"));
        Assert.Equal(0, await database.CountAsync("messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_be_a_dead_letter_when_it_comes_from_outside_and_cannot_be_read()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);

        await sender.PublishAsync(Letters.Queue, "not JSON", "release-stock.v1");
        await sender.PublishAsync(Letters.Queue, "{}");
        await sender.PublishAsync(Letters.Queue, "{}", "no-such-type.v1");

        await Eventually.EqualAsync(3, () => database.CountAsync("messaging.dead_letter WHERE reason = 'unreadable' AND destination = 'queue:letters'"));
        Assert.Equal(
            ["", "no-such-type.v1", "release-stock.v1"],
            (await database.ReadAllAsync<string>("SELECT message_type FROM messaging.dead_letter")).Order(StringComparer.Ordinal));
        Assert.Equal(0, instance.Box.Count);
    }
}
