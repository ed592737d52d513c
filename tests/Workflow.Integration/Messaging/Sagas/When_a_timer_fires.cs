using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Sagas;

public abstract class When_a_timer_fires(TransportWorld transport)
{
    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_wake_only_the_saga_that_set_it()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        var others = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(others.Append(_id).Select(id => world.SendAsync(Messages.Wait(id))));
        await Eventually.EqualAsync(21, () => world.Database.CountAsync("messaging.scheduled_message"));

        await world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now() WHERE order_id = $1", _id);

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        await world.WaitUntilQuietAsync();
        foreach (var id in others)
            Assert.Equal((1, "Counting"), await world.FindAsync(id));
    }

    [Fact]
    public async Task Should_wake_every_saga_whose_timer_is_due_at_the_same_time()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(ids.Select(id => world.SendAsync(Messages.Wait(id))));
        await Eventually.EqualAsync(50, () => world.Database.CountAsync("messaging.scheduled_message"));

        await world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now()");

        await Eventually.EqualAsync(50, () => world.Database.CountAsync("test.counter WHERE count = 2"));
        await world.WaitUntilQuietAsync();
        foreach (var id in ids)
            Assert.Equal([1, 2], await world.HistoryAsync(id));
    }

    [Fact]
    public async Task Should_send_at_once_what_the_saga_says_to_it()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        using var tap = Wiretap.On(world.Instance, Letters.Queue);
        await world.SendAsync(Messages.Wait(_id));
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.scheduled_message"));

        await world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now()");

        await Eventually.HoldsAsync(() => world.Instance.Box.Count == 1, "the letter came");
        Assert.Equal(2, world.Instance.Box.Letters[0].Number);
        Assert.Equal(0, await world.Database.CountAsync("messaging.scheduled_message"));
        // What belongs to the timer stays with the timer: a token that went along would be taken for the letter's own.
        var letter = Assert.Single(tap.Taken);
        Assert.DoesNotContain(letter.Headers.Keys, name => name.StartsWith("MT-Scheduling", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_do_nothing_when_its_saga_has_ended()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        await world.SendAsync(Messages.Wait(_id));
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.scheduled_message"));
        await world.SendAsync(Messages.Finish(_id));
        await Eventually.EqualAsync(null, () => world.FindAsync(_id));

        await world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now()");

        await Eventually.EqualAsync(0, () => world.Database.CountAsync("messaging.scheduled_message"));
        await world.WaitUntilQuietAsync();
        Assert.Null(await world.FindAsync(_id));
        Assert.Equal(0, world.Instance.Box.Count);
        Assert.Equal(0, await world.Database.CountAsync("messaging.dead_letter"));
    }
}

public sealed class When_a_timer_fires_in_memory(PostgresFixture postgres) : When_a_timer_fires(new TransportWorld(postgres));

public sealed class When_a_timer_fires_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_a_timer_fires(new TransportWorld(postgres, broker));

public sealed class When_a_timer_fires_handed_over(PostgresFixture postgres) : When_a_timer_fires(new TransportWorld(postgres, handsOver: true));
