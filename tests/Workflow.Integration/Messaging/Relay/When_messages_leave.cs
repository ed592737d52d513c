using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_messages_leave(TransportWorld world)
{
    [Fact]
    public async Task Should_arrive_after_the_commit_and_be_gone_when_consumed()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: box => box.Reading = _ => box.Opened);

        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "the letter came");
        // It is in memory only, so the row stays until the consumer is done.
        Assert.Equal(1, await database.CountAsync("messaging.outbox"));

        instance.Box.Open();
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        await Eventually.HoldsAsync(() => instance.Window.Unconsumed == 0, "nothing is under way");
        Assert.Single(instance.Box.Letters);
    }

    [Fact]
    public async Task Should_not_leave_before_the_commit()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: box => box.JustReceive());
        Task<LaneOutcome> unit;
        await using (await database.BlockNotesAsync())
        {
            unit = instance.Box.Lane.RunAsync(Letters.Note("effect"));
            await database.WaitUntilNotesAreAwaitedAsync();
            // Had it left, it would be before one that is sent after it.
            await database.InsertLettersAsync(3);
            await Eventually.HoldsAsync(() => instance.Box.Count >= 3, "the others came");
            Assert.Equal([1, 2, 3], instance.Box.Letters.Select(letter => letter.Number).Order());
        }

        await unit;
        await Eventually.HoldsAsync(() => instance.Box.Count == 4, "the letter came");
    }

    [Fact]
    public async Task Should_not_wait_for_a_sweep()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, 64, null, ("Relay:SweepMilliseconds", "60000"));

        // Each is sent by one commit and removed by another, and a minute would be too long for either.
        for (var number = 1; number <= 3; number++)
        {
            await instance.SendLetterAsync(Guid.CreateVersion7(), number);
            await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), TimeSpan.FromSeconds(30));
        }

        Assert.Equal(["1", "2", "3"], (await database.NotesAsync()).Order());
    }

    [Fact]
    public async Task Should_not_leave_when_the_unit_is_rolled_back()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => instance.Box.Lane.RunAsync(Letters.Note("poison")));
        await instance.SendLetterAsync(Guid.CreateVersion7(), 2);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal([2], instance.Box.Letters.Select(letter => letter.Number));
    }

    [Fact]
    public async Task Should_bring_events_to_a_subscriber_in_the_process_and_remove_them()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        var events = Enumerable.Range(0, 100).Select(_ => Letters.Event(Guid.CreateVersion7())).ToList();

        await Task.WhenAll(events.Select(rejected => instance.SendAsync(OutboxRow.ToSubscribers(rejected))));

        await Eventually.HoldsAsync(() => instance.Box.Events.Count == events.Count, "all events came");
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(events.Select(rejected => rejected.MessageId).Order(), instance.Box.Events.Select(rejected => rejected.MessageId).Order());
        await Eventually.HoldsAsync(() => instance.Window.Unconsumed == 0, "nothing is under way");
    }

    [Fact]
    public async Task Should_keep_the_order_of_each_orders_messages()
    {
        const int Orders = 1_000;
        await using var database = await world.CreateAsync();
        // One at a time, so that the order of coming is the order of leaving.
        await using var instance = await Instance.StartAsync(database, concurrency: 1, arrange: box => box.JustReceive());

        await Task.WhenAll(Enumerable.Range(0, Orders).Select(_ => SendFiveAsync(instance, Guid.CreateVersion7())));

        await Eventually.HoldsAsync(() => instance.Box.Count >= 5 * Orders, "all letters came");
        var byOrder = instance.Box.Letters.GroupBy(letter => letter.OrderId).ToList();
        Assert.Equal(Orders, byOrder.Count);
        Assert.All(byOrder, letters => Assert.Equal([1, 2, 3, 4, 5], letters.Select(letter => letter.Number)));
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
    }

    /// <summary>Two in one commit, then three in three commits that follow each other without a pause.</summary>
    private static Task SendFiveAsync(Instance instance, Guid order)
    {
        OutboxRow Row(int number) => OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(order, number));
        return Task.WhenAll(
            instance.SendAsync(Row(1), Row(2)), instance.SendAsync(Row(3)), instance.SendAsync(Row(4)), instance.SendAsync(Row(5)));
    }
}

public sealed class When_messages_leave_in_memory(PostgresFixture postgres) : When_messages_leave(new TransportWorld(postgres));

public sealed class When_messages_leave_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_messages_leave(new TransportWorld(postgres, broker));

public sealed class When_messages_leave_handed_over(PostgresFixture postgres) : When_messages_leave(new TransportWorld(postgres, handsOver: true));
