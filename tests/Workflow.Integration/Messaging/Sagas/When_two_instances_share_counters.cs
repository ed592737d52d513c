using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Sagas;

public abstract class When_two_instances_share_counters(TransportWorld transport)
{
    private readonly Guid _id = Guid.CreateVersion7();

    protected TransportWorld Transport => transport;

    protected Guid Id => _id;

    [Fact]
    public async Task Should_lose_nothing_when_both_count_at_once()
    {
        const int Messages = 500;
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);

        await Task.WhenAll(Enumerable.Range(0, Messages).Select(number =>
            world.Instances[number % 2].SendToCounterAsync(Sagas.Messages.Count(_id))));

        await Eventually.EqualAsync(0, () => world.Database.CountAsync("messaging.outbox"), TimeSpan.FromMinutes(3));
        Assert.Equal((Messages, "Counting"), await world.FindAsync(_id));
        Assert.Equal(Enumerable.Range(1, Messages), await world.HistoryAsync(_id));
        Assert.Equal(Messages, await world.Database.ReadAsync<int>("SELECT version FROM test.counter"));
        Assert.Equal(Messages, await world.Database.ReadAsync<long>("SELECT count(DISTINCT causation_id) FROM test.counter_event"));
        Assert.Equal(0, await world.Database.CountAsync("messaging.dead_letter"));
        Assert.All(world.Instances, instance => Assert.Empty(instance.Box.Faults));
    }

    [Fact]
    public async Task Should_begin_one_saga_when_both_see_a_first_message()
    {
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(ids.SelectMany(id => world.Instances.Select(instance => instance.SendToCounterAsync(Messages.Count(id)))));

        await world.WaitUntilQuietAsync();
        foreach (var id in ids)
            Assert.Equal([1, 2], await world.HistoryAsync(id));
        Assert.Equal(50, await world.Database.CountAsync("test.counter WHERE count = 2 AND version = 2"));
    }

    [Fact]
    public async Task Should_begin_one_saga_when_different_first_messages_race()
    {
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(ids.SelectMany(id => new[]
        {
            world.Instances[0].SendToCounterAsync(Messages.Count(id)),
            world.Instances[1].SendToCounterAsync(Messages.Open(id)),
        }));

        await world.WaitUntilQuietAsync();
        // Whichever was first decides where it begins, and the other one goes on from there.
        foreach (var id in ids)
            Assert.Contains(string.Join(' ', await world.HistoryAsync(id)), new[] { "1 2", "101 102" });
        Assert.Equal(50, await world.Database.CountAsync("test.counter WHERE version = 2"));
    }

    [Fact]
    public async Task Should_go_on_from_what_the_other_one_left()
    {
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);

        // Each has the saga in its memory, and each finds it stale.
        for (var count = 1; count <= 10; count++)
        {
            await world.Instances[count % 2].SendToCounterAsync(Messages.Count(_id));
            await Eventually.EqualAsync((count, "Counting"), () => world.FindAsync(_id));
        }

        Assert.Equal(Enumerable.Range(1, 10), await world.HistoryAsync(_id));
    }

    [Fact]
    public async Task Should_answer_a_read_only_message_from_what_the_other_one_left()
    {
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);

        // Wherever a message comes, that instance may still remember an older count.
        for (var count = 1; count <= 10; count++)
        {
            await world.Instances[count % 2].SendToCounterAsync(Messages.Count(_id));
            await Eventually.EqualAsync((count, "Counting"), () => world.FindAsync(_id));
            await world.Instances[(count + 1) % 2].SendToCounterAsync(Messages.Look(_id));
            await Eventually.HoldsAsync(() => world.Instances.Sum(instance => instance.Box.Count) == count, "the count came");
        }

        Assert.Equal(
            Enumerable.Range(1, 10),
            world.Instances.SelectMany(instance => instance.Box.Letters).OrderBy(letter => letter.At).Select(letter => letter.Number));
    }

    [Fact]
    public async Task Should_not_delete_what_it_has_not_seen()
    {
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);
        await world.Instances[0].SendToCounterAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
        // The other one takes it into a state in which it must not end; the first one does not know.
        await world.Database.ExecuteAsync("UPDATE test.counter SET version = 2, state = 'Held'");

        await world.Instances[0].SendToCounterAsync(Messages.Finish(_id));
        await Eventually.EqualAsync(true, () => world.Database.ReadAsync<bool>("SELECT coalesce(max(attempts), 0) > 0 FROM messaging.outbox"));

        Assert.Equal((1, "Held"), await world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_begin_anew_when_the_other_one_has_ended_it()
    {
        await using var world = await CounterWorld.StartAsync(transport, instances: 2);
        await world.Instances[0].SendToCounterAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
        await world.Instances[1].SendToCounterAsync(Messages.Finish(_id));
        await Eventually.EqualAsync(null, () => world.FindAsync(_id));
        await world.Database.ExecuteAsync("DELETE FROM test.counter_event");

        await world.Instances[0].SendToCounterAsync(Messages.Count(_id));

        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
        Assert.Equal([1], await world.HistoryAsync(_id));
    }
}

/// <summary>Where a message has a scope of the container, what is injected in it speaks with the step, too.</summary>
public abstract class When_two_instances_share_counters_in_a_scope(TransportWorld transport) : When_two_instances_share_counters(transport)
{
    [Fact]
    public async Task Should_say_once_what_is_said_through_injected_endpoints()
    {
        const int Count = 100;
        await using var world = await CounterWorld.StartAsync(Transport, instances: 2);
        await world.SendAsync(Messages.Count(Id));
        await world.WaitUntilQuietAsync();

        // Steps race; those that lose run again, and only what the winning run says may leave.
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => world.Instances[number % 2].SendToCounterAsync(Messages.Inject(Id))));

        await Eventually.EqualAsync(0, () => world.Database.CountAsync("messaging.outbox"), TimeSpan.FromMinutes(3));
        Assert.Equal((1 + Count, "Counting"), await world.FindAsync(Id));
        Assert.Equal(Enumerable.Range(2, Count), world.Instances.SelectMany(instance => instance.Box.Letters).Select(letter => letter.Number).Order());
    }
}

public sealed class When_two_instances_share_counters_in_memory(PostgresFixture postgres)
    : When_two_instances_share_counters_in_a_scope(new TransportWorld(postgres));

public sealed class When_two_instances_share_counters_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_two_instances_share_counters_in_a_scope(new TransportWorld(postgres, broker));

public sealed class When_two_instances_share_counters_handed_over(PostgresFixture postgres)
    : When_two_instances_share_counters(new TransportWorld(postgres, handsOver: true));
