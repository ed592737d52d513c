using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Sagas;

public abstract class When_counters_are_kept_in_postgresql(TransportWorld transport) : CounterContract
{
    private readonly Guid _id = Guid.CreateVersion7();

    private protected override async Task<ICounterWorld> StartAsync() => await CounterWorld.StartAsync(transport);

    [Fact]
    public async Task Should_send_publish_and_schedule_with_the_commit()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        await world.SendAsync(Messages.Count(_id));
        await world.WaitUntilQuietAsync();
        await world.SendAsync(Messages.Speak(_id));

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        await world.WaitUntilQuietAsync();
        await Eventually.HoldsAsync(() => world.Instance.Box.Events.Count == 1, "the event came");
        Assert.Equal([1], world.Instance.Box.Letters.Select(letter => letter.Number));
        Assert.Equal(_id, await world.Database.ReadAsync<Guid>("SELECT order_id FROM messaging.scheduled_message WHERE due_at > now() + interval '59 minutes'"));
    }

    [Fact]
    public async Task Should_leave_nothing_behind_when_its_behaviour_throws()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, ("Relay:MaxAttempts", "3"));
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));

        await world.SendAsync(Messages.Speak(_id, thenFail: true));
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.dead_letter"));

        Assert.Equal((1, "Counting"), await world.FindAsync(_id));
        Assert.Equal([1], await world.HistoryAsync(_id));
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
        Assert.Equal(0, await world.Database.CountAsync("messaging.scheduled_message"));
        Assert.Empty(world.Instance.Box.Letters);
        Assert.Empty(world.Instance.Box.Events);

        // The instance in memory had counted already; the next message must not see that.
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        Assert.Equal([1, 2], await world.HistoryAsync(_id));
    }

    [Fact]
    public async Task Should_leave_nothing_behind_when_its_commit_fails()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, ("Relay:MaxAttempts", "3"));
        await world.Database.ExecuteAsync("ALTER TABLE test.counter ADD CHECK (count <> 2)");
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));

        await world.SendAsync(Messages.Speak(_id));
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.dead_letter WHERE attempts = 3"));

        Assert.Equal((1, "Counting"), await world.FindAsync(_id));
        Assert.Equal([1], await world.HistoryAsync(_id));
        Assert.Empty(world.Instance.Box.Letters);
        Assert.Empty(world.Instance.Box.Events);
        Assert.Equal(0, await world.Database.CountAsync("messaging.scheduled_message"));
    }

    [Fact]
    public async Task Should_do_nothing_twice_for_a_message_that_comes_again()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        // Written more than once: their ids follow from a name.
        var first = Messages.Count(_id) with { MessageId = HashedId.Of(_id, "first") };
        var again = Messages.Speak(_id) with { MessageId = HashedId.Of(_id, "again") };
        await world.SendAsync(first);
        await world.SendAsync(again);
        await world.WaitUntilQuietAsync();

        await world.SendAsync(again);
        await world.WaitUntilQuietAsync();
        // A process that has just started knows neither the saga nor the message.
        await using var cold = await Instance.StartAsync(world.Database, 64, box => box.JustReceive());
        await cold.SendToCounterAsync(again);
        await cold.SendToCounterAsync(first);
        await world.WaitUntilQuietAsync();

        Assert.Equal((2, "Counting"), await world.FindAsync(_id));
        Assert.Equal([1, 2], await world.HistoryAsync(_id));
        Assert.Equal(1, world.Instance.Box.Count + cold.Box.Count);
        Assert.Equal(1, await world.Database.CountAsync("messaging.scheduled_message"));
        Assert.Equal(0, await world.Database.CountAsync("messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_send_what_a_saga_says_that_begins_and_ends_with_one_message()
    {
        await using var world = await CounterWorld.StartAsync(transport);

        await world.SendAsync(Messages.Flash(_id));

        await Eventually.HoldsAsync(() => world.Instance.Box.Events.Count == 1, "the event came");
        await world.WaitUntilQuietAsync();
        Assert.Null(await world.FindAsync(_id));
        Assert.Single(world.Instance.Box.Events);
        Assert.Empty(world.Instance.Box.Faults);
    }

    [Fact]
    public async Task Should_take_the_empty_id_for_one_like_any_other()
    {
        await using var world = await CounterWorld.StartAsync(transport);

        await world.SendAsync(Messages.Count(Guid.Empty));
        await world.SendAsync(Messages.Count(Guid.Empty));

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(Guid.Empty));
    }

    [Fact]
    public async Task Should_say_clearly_that_an_expression_does_not_find_a_saga()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, ("Relay:MaxAttempts", "1"));

        await world.SendAsync(Messages.Find(_id));

        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.dead_letter"));
        Assert.Equal(
            "NotSupportedException: Sagas in lanes are correlated by id: use CorrelateById instead of CorrelateBy.",
            await world.Database.ReadAsync<string>("SELECT error FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_take_a_timer_for_current_only_with_its_token()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        await world.SendAsync(Messages.Wait(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
        await world.Database.ExecuteAsync("CREATE TABLE test.replaced AS SELECT * FROM messaging.scheduled_message");
        await world.SendAsync(Messages.Wait(_id));
        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        Assert.Equal(1, await world.Database.CountAsync("messaging.scheduled_message"));

        // The first timer was on its way before it was replaced.
        await world.Database.ExecuteAsync("INSERT INTO messaging.scheduled_message SELECT * FROM test.replaced");
        await world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now() WHERE message_id IN (SELECT message_id FROM test.replaced)");
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.scheduled_message"));
        await world.WaitUntilQuietAsync();
        Assert.Equal((2, "Counting"), await world.FindAsync(_id));

        await world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now()");
        await Eventually.EqualAsync((3, "Counting"), () => world.FindAsync(_id));
    }
}

public sealed class When_counters_are_kept_in_postgresql_in_memory(PostgresFixture postgres)
    : When_counters_are_kept_in_postgresql(new TransportWorld(postgres));

public sealed class When_counters_are_kept_in_postgresql_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_counters_are_kept_in_postgresql(new TransportWorld(postgres, broker));

public sealed class When_counters_are_kept_in_postgresql_handed_over(PostgresFixture postgres)
    : When_counters_are_kept_in_postgresql(new TransportWorld(postgres, handsOver: true));
