using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.RabbitMq;

public sealed class When_a_queue_is_deleted(PostgresFixture postgres, RabbitMqFixture broker)
{
    private const int Count = 1_000;

    [Fact]
    public async Task Should_be_there_again_and_have_lost_nothing()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database, 16, null, ("Relay:RedeliverSeconds", "5"));
        await using var vandal = await BrokerClient.ConnectAsync(database.Broker!);

        var sending = Task.WhenAll(Enumerable.Range(0, Count).Select(number => instance.SendLetterAsync(Guid.CreateVersion7(), number)));
        await Eventually.HoldsAsync(() => instance.Box.Count > Count / 10, "letters come");
        var lost = await vandal.Channel.QueueDeleteAsync(Letters.Queue, ifUnused: false, ifEmpty: false);
        await sending;

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), TimeSpan.FromMinutes(2));
        Assert.Equal(Enumerable.Range(0, Count), (await database.NotesAsync()).Select(int.Parse).Order());
        Assert.Equal(0, await database.CountAsync("messaging.dead_letter"));
        Assert.True(lost > 0, "The queue was empty when it was deleted, so that nothing was shown.");
    }

    /// <summary>
    /// A message that comes at once lets the queue be there again while the broker still ends the old one. In about half of the tries it then takes
    /// the old consumer over to the new queue and holds for it what it never delivers; a little later it has forgotten the consumer.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Should_be_consumed_again_although_the_broker_tells_nobody(int millisecondsAfter)
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var way = new UntoldConsumers(database.Broker!);
        await using var detour = new Database(database.ConnectionString, way.Uri);
        await using var instance = await Instance.StartAsync(detour, 16, null, ("Relay:RedeliverSeconds", "5"));
        await using var vandal = await BrokerClient.ConnectAsync(database.Broker!);
        Assert.True(way.Spoiled > 0, "Every connection asked to be told.");

        await vandal.Channel.QueueDeleteAsync(Letters.Queue, ifUnused: false, ifEmpty: false);
        await Task.Delay(millisecondsAfter, TestContext.Current.CancellationToken);
        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), TimeSpan.FromMinutes(2));
        Assert.Equal("1", Assert.Single(await database.NotesAsync()));
    }
}
