using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_there_is_no_room_for_new_work(TransportWorld world)
{
    private const int Window = 10;
    private const int Orders = 100;
    private static readonly (string, string) Small = ("Relay:Window", Window.ToString());
    private static readonly (string, string) NoWaitingRoom = ("Relay:WaitingRoom", "0");

    [Fact]
    public Task Should_wait_in_the_table_and_start_in_order_when_there_is_room() => WaitAsync(inTable: Orders - Window, Small, NoWaitingRoom);

    [Fact]
    public Task Should_wait_in_memory_and_start_in_order_when_there_is_room() => WaitAsync(inTable: 0, Small);

    [Fact]
    public Task Should_wait_in_the_table_when_there_is_no_room_in_memory() =>
        WaitAsync(inTable: Orders - Window - 30, Small, ("Relay:WaitingRoom", "30"));

    private async Task WaitAsync(int inTable, params (string, string)[] settings)
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, 1, box => box.Reading = _ => box.Opened, settings);

        for (var number = 0; number < Orders; number++)
            await instance.SendAsync(startsWork: true, New(number));
        await Eventually.HoldsAsync(() => instance.Window.Backlog == Orders - Window, "the backlog is counted");
        // A sweep that found room may fill it when it is taken already, and with a broker what is under way is an estimate.
        var few = inTable > 0 ? Window : 0;
        Assert.InRange(await database.CountAsync("messaging.outbox WHERE owner IS NULL"), inTable - few, inTable + few);
        await Eventually.HoldsAsync(() => instance.Window.Unconsumed >= Window, "the window is full");
        instance.Box.Open();

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(0, Orders), instance.Box.Letters.Select(letter => letter.Number));
        await Eventually.HoldsAsync(() => instance.Window.Backlog == 0, "the backlog is gone");
    }

    [Fact]
    public async Task Should_not_hold_up_work_that_has_started()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = letter => letter.Attempt < Orders ? box.Opened : Task.CompletedTask, Small);
        for (var number = 0; number < Orders; number++)
            await instance.SendAsync(startsWork: true, New(number));
        await Eventually.HoldsAsync(() => instance.Box.Count >= Window, "the window is full");

        await Task.WhenAll(Enumerable.Range(Orders, 50).Select(number => instance.SendAsync(New(number))));

        await Eventually.HoldsAsync(() => instance.Box.Letters.Count(letter => letter.Number >= Orders) == 50, "started work went on");
        // With a broker what is under way is an estimate that is put right each second.
        Assert.InRange(instance.Box.Letters.Count(letter => letter.Number < Orders), Window, Window + 2);
        instance.Box.Open();
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(0, Orders + 50), instance.Box.Letters.Select(letter => letter.Number).Order());
    }

    [Fact]
    public async Task Should_be_taken_over_when_the_instance_dies_in_whose_memory_it_waits()
    {
        await using var database = await world.CreateAsync();
        await using var dead = await Instance.StartAsync(database, 1, box => box.Reading = _ => box.Opened, Small);
        for (var number = 0; number < Orders; number++)
            await dead.SendAsync(startsWork: true, New(number));
        await dead.CrashAsync();

        await using var heir = await Instance.StartAsync(database, 1, box => box.JustReceive());

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Superset(Enumerable.Range(Window, Orders - Window).ToHashSet(), heir.Box.Letters.Select(letter => letter.Number).ToHashSet());
    }

    [Fact]
    public async Task Should_not_hold_up_what_is_due_while_it_waits_in_memory()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, 1, box => box.Reading = _ => Task.Delay(5), Small);
        for (var number = 1; number <= 1_000; number++)
            await instance.SendAsync(startsWork: true, New(number));

        await database.InsertLettersAsync(1);
        await database.ExecuteAsync("UPDATE messaging.outbox SET next_at = now() WHERE owner IS NULL");

        await Eventually.HoldsAsync(() => instance.Box.Letters.Count(letter => letter.Number == 1) == 2, "the one that is due came");
        Assert.True(instance.Window.Backlog > 0, "Those who waited in memory went before it.");
    }

    [Fact]
    public async Task Should_be_shared_by_two_instances_without_doubles()
    {
        const int Parked = 2_000;
        await using var database = await world.CreateAsync();
        await database.InsertLettersAsync(Parked);
        (string, string)[] small = [("Relay:Window", "20"), ("Relay:SweepBatch", "20")];

        var starting = await Task.WhenAll(Instance.StartAsync(database, 64, null, small), Instance.StartAsync(database, 64, null, small));
        await using var left = starting[0];
        await using var right = starting[1];

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(1, Parked), left.Box.Letters.Concat(right.Box.Letters).Select(letter => letter.Number).Order());
        Assert.Equal(Parked, await database.CountAsync("test.note"));
        Assert.NotEmpty(left.Box.Letters);
        Assert.NotEmpty(right.Box.Letters);
    }

    [Fact]
    public async Task Should_leave_all_of_it_to_the_others_where_there_is_never_any()
    {
        await using var database = await world.CreateAsync();
        await using var front = await Instance.StartAsync(database, 1, box => box.JustReceive(), ("Relay:Window", "0"));
        for (var number = 0; number < Orders; number++)
            await front.SendAsync(startsWork: true, New(number));
        await front.SendAsync(New(Orders));
        await Eventually.HoldsAsync(() => front.Box.Letters.Any(letter => letter.Number == Orders), "what is no new work leaves");
        await Eventually.HoldsAsync(() => front.Window.Backlog == Orders, "the backlog is an estimate, which a count beside a commit puts out until the next one");
        Assert.Equal(Orders, await database.CountAsync("messaging.outbox WHERE owner IS NULL"));
        Assert.Single(front.Box.Letters);

        await using var other = await Instance.StartAsync(database, 1, box => box.JustReceive());

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(0, Orders + 1), front.Box.Letters.Concat(other.Box.Letters).Select(letter => letter.Number).Order());
        await Eventually.HoldsAsync(() => front.Window.Backlog == 0, "the backlog is gone");
    }

    private static OutboxRow New(int number) => OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(Guid.CreateVersion7(), number));
}

public sealed class When_there_is_no_room_for_new_work_in_memory(PostgresFixture postgres) : When_there_is_no_room_for_new_work(new TransportWorld(postgres));

public sealed class When_there_is_no_room_for_new_work_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_there_is_no_room_for_new_work(new TransportWorld(postgres, broker));
