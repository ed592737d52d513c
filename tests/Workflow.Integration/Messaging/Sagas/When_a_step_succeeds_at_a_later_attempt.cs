using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Sagas;

public abstract class When_a_step_succeeds_at_a_later_attempt(TransportWorld transport)
{
    private protected static readonly (string, string) Patient = ("Relay:MaxAttempts", "100");
    private readonly Guid _id = Guid.CreateVersion7();

    protected TransportWorld Transport => transport;

    protected Guid Id => _id;

    [Fact]
    public async Task Should_begin_its_saga_then()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, Patient);
        await RefuseAsync(world, "count <> 1");

        await world.SendAsync(Messages.Count(_id));
        await AllowAfterAnAttemptAsync(world);

        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
        await world.WaitUntilQuietAsync();
        Assert.Equal([1], await world.HistoryAsync(_id));
    }

    [Fact]
    public async Task Should_do_and_say_everything_once()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, Patient);
        await RefuseAsync(world, "count <> 2");
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));

        await world.SendAsync(Messages.Speak(_id));
        await AllowAfterAnAttemptAsync(world);

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        await world.WaitUntilQuietAsync();
        await Eventually.HoldsAsync(() => world.Instance.Box.Events.Count > 0, "the event came");
        Assert.Equal([1, 2], await world.HistoryAsync(_id));
        Assert.Equal([1], world.Instance.Box.Letters.Select(letter => letter.Number));
        Assert.Single(world.Instance.Box.Events);
        Assert.Equal(1, await world.Database.CountAsync("messaging.scheduled_message"));
        Assert.Equal(0, await world.Database.CountAsync("messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_still_take_its_timer_for_the_current_one()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, Patient);
        await RefuseTimersAsync(world);

        await FireAsync(world);
        await AllowAfterAnAttemptAsync(world);

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        await world.WaitUntilQuietAsync();
        Assert.Equal([1, 2], await world.HistoryAsync(_id));
    }

    [Fact]
    public async Task Should_not_take_its_timer_for_the_current_one_when_it_was_replaced_meanwhile()
    {
        await using var world = await CounterWorld.StartAsync(transport, 1, Patient);
        await RefuseTimersAsync(world);
        await FireAsync(world);
        await AttemptAsync(world);

        await world.SendAsync(Messages.Wait(_id));
        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        await AllowAsync(world);

        await world.WaitUntilQuietAsync();
        Assert.Equal((2, "Counting"), await world.FindAsync(_id));
        await FireAsync(world);
        await Eventually.EqualAsync((3, "Counting"), () => world.FindAsync(_id));
    }

    /// <summary>A counter whose alarm cannot be committed: the alarm takes the token away.</summary>
    private async Task RefuseTimersAsync(CounterWorld world)
    {
        await RefuseAsync(world, "timer IS NOT NULL");
        await world.SendAsync(Messages.Wait(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
    }

    private static Task FireAsync(CounterWorld world) => world.Database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = now()");

    private protected static Task RefuseAsync(CounterWorld world, string allowed) =>
        world.Database.ExecuteAsync($"ALTER TABLE test.counter ADD CONSTRAINT refused CHECK ({allowed})");

    private static Task AllowAsync(CounterWorld world) => world.Database.ExecuteAsync("ALTER TABLE test.counter DROP CONSTRAINT refused");

    private protected static async Task AllowAfterAnAttemptAsync(CounterWorld world)
    {
        await AttemptAsync(world);
        await AllowAsync(world);
    }

    private static Task AttemptAsync(CounterWorld world) =>
        Eventually.HoldsAsync(async () => await world.Database.CountAsync("messaging.outbox WHERE attempts > 0") > 0, "an attempt failed");
}

/// <summary>Where a message has a scope of the container, what is injected in it speaks with the step, too.</summary>
public abstract class When_a_step_succeeds_at_a_later_attempt_in_a_scope(TransportWorld transport) : When_a_step_succeeds_at_a_later_attempt(transport)
{
    [Fact]
    public async Task Should_send_with_its_commit_also_what_is_sent_through_injected_endpoints()
    {
        await using var world = await CounterWorld.StartAsync(Transport, 1, Patient);
        await RefuseAsync(world, "count <> 2");
        await world.SendAsync(Messages.Count(Id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(Id));

        await world.SendAsync(Messages.Inject(Id));
        await AllowAfterAnAttemptAsync(world);

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(Id));
        await world.WaitUntilQuietAsync();
        await Eventually.HoldsAsync(() => world.Instance.Box.Events.Count > 0, "the event came");
        Assert.Equal([2], world.Instance.Box.Letters.Select(letter => letter.Number));
        Assert.Single(world.Instance.Box.Events);
    }
}

public sealed class When_a_step_succeeds_at_a_later_attempt_in_memory(PostgresFixture postgres)
    : When_a_step_succeeds_at_a_later_attempt_in_a_scope(new TransportWorld(postgres));

public sealed class When_a_step_succeeds_at_a_later_attempt_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_a_step_succeeds_at_a_later_attempt_in_a_scope(new TransportWorld(postgres, broker));

public sealed class When_a_step_succeeds_at_a_later_attempt_handed_over(PostgresFixture postgres)
    : When_a_step_succeeds_at_a_later_attempt(new TransportWorld(postgres, handsOver: true));
