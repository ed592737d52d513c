using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Sagas;

public abstract class When_a_step_must_not_be_stored(TransportWorld transport)
{
    private static readonly (string, string) OneAttempt = ("Relay:MaxAttempts", "1");
    private readonly Guid _id = Guid.CreateVersion7();

    [Fact]
    public async Task Should_answer_a_read_only_message_and_forget_what_it_changed()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        await BeginAsync(world);
        var before = await RowAsync(world);

        for (var look = 1; look <= 2; look++)
        {
            await world.SendAsync(Messages.Look(_id));
            await Eventually.HoldsAsync(() => world.Instance.Box.Count == look, "the count came");
            await world.WaitUntilQuietAsync();
        }

        Assert.Equal([1, 1], world.Instance.Box.Letters.Select(letter => letter.Number));
        Assert.Equal(before, await RowAsync(world));
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_not_write_a_saga_that_ignores_the_message()
    {
        await using var world = await CounterWorld.StartAsync(transport);
        await BeginAsync(world);
        await world.Database.ExecuteAsync("UPDATE test.counter SET version = 2, state = 'Held'");
        var before = await RowAsync(world);

        // The first finds a stale saga in memory, the second a current one.
        for (var message = 0; message < 2; message++)
        {
            await world.SendAsync(Messages.Count(_id));
            await world.WaitUntilQuietAsync();
        }

        Assert.Equal(before, await RowAsync(world));
        Assert.Equal((1, "Held"), await world.FindAsync(_id));
        Assert.Equal(0, await world.Database.CountAsync("messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_refuse_a_step_that_changes_the_id_of_a_saga()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, OneAttempt);
        await BeginAsync(world);

        await world.SendAsync(Messages.Rename(_id));

        await ExpectRefusalAsync(world, $"InvalidOperationException: A step gave saga {_id} another id%");
        Assert.Equal((1, "Counting"), await world.FindAsync(_id));
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        Assert.Equal([1, 2], await world.HistoryAsync(_id));
    }

    [Fact]
    public async Task Should_refuse_to_begin_a_saga_under_another_id()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, OneAttempt);

        await world.SendAsync(Messages.Rename(_id));

        await ExpectRefusalAsync(world, $"InvalidOperationException: A step gave saga {_id} another id%");
        Assert.Equal(0, await world.Database.CountAsync("test.counter"));
    }

    private async Task BeginAsync(CounterWorld world)
    {
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
        await world.WaitUntilQuietAsync();
    }

    /// <summary>The stored row with the transaction that wrote it.</summary>
    private static Task<string> RowAsync(CounterWorld world) =>
        world.Database.ReadAsync<string>("SELECT concat_ws(' ', xmin, id, version, state, count) FROM test.counter");

    private static async Task ExpectRefusalAsync(CounterWorld world, string error)
    {
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.dead_letter"));
        Assert.Equal(1, await world.Database.ReadAsync<int>("SELECT attempts FROM messaging.dead_letter"));
        var seen = await world.Database.ReadAsync<string>("SELECT error FROM messaging.dead_letter");
        Assert.True(await world.Database.ReadAsync<bool>("SELECT error LIKE $1 FROM messaging.dead_letter", error), seen);
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
    }
}

public sealed class When_a_step_must_not_be_stored_in_memory(PostgresFixture postgres) : When_a_step_must_not_be_stored(new TransportWorld(postgres));

public sealed class When_a_step_must_not_be_stored_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_a_step_must_not_be_stored(new TransportWorld(postgres, broker));

public sealed class When_a_step_must_not_be_stored_handed_over(PostgresFixture postgres)
    : When_a_step_must_not_be_stored(new TransportWorld(postgres, handsOver: true));
