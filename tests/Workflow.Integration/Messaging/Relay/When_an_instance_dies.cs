using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_an_instance_dies(TransportWorld world)
{
    private const int Count = 200;

    [Fact]
    public async Task Should_have_its_messages_taken_over_and_consumed_once()
    {
        await using var database = await world.CreateAsync();
        // Half of what it received has its effect, the other half hangs when the process dies.
        await using var dying = await Instance.StartAsync(database, arrange: box => box.Reading = letter => letter.Attempt % 2 == 0 ? null : box.Opened);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => dying.SendLetterAsync(Guid.CreateVersion7(), number)));
        await Eventually.HoldsAsync(() => dying.Box.Count >= 64, "letters came to the one that dies");

        await dying.CrashAsync();
        await using var heir = await Instance.StartAsync(database);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(0, Count), (await database.NotesAsync()).Select(int.Parse).Order());
        var ids = dying.Box.Letters.Concat(heir.Box.Letters).GroupBy(letter => letter.Number);
        Assert.All(ids, letters => Assert.Single(letters.DistinctBy(letter => letter.MessageId)));
        Assert.Contains(heir.Box.Letters, letter => dying.Box.Letters.Any(lost => lost.MessageId == letter.MessageId));
    }

    [Fact]
    public async Task Should_have_rows_of_an_owner_nobody_knows_consumed()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database);

        await database.InsertLettersAsync(Count, owner: Guid.CreateVersion7());

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(1, Count), (await database.NotesAsync()).Select(int.Parse).Order());
    }

    [Fact]
    public async Task Should_leave_rows_of_a_living_owner_alone()
    {
        await using var database = await world.CreateAsync();
        var owner = Guid.CreateVersion7();
        await database.ExecuteAsync("INSERT INTO messaging.instance VALUES ($1, 'elsewhere', now(), now() + interval '1 hour')", owner);
        await database.InsertLettersAsync(1, owner);
        await using var instance = await Instance.StartAsync(database);

        await database.InsertLettersAsync(1, owner: Guid.CreateVersion7());

        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "the other row was taken over");
        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(owner, await database.ReadAsync<Guid>("SELECT owner FROM messaging.outbox"));
    }

    [Fact]
    public async Task Should_give_back_what_it_did_not_finish_when_it_leaves_in_order()
    {
        await using var database = await world.CreateAsync();
        // With a timeout that no test waits for, only an orderly leave lets the other one take over.
        (string, string) patient = ("Relay:InstanceTimeoutSeconds", "3600");
        await using var leaving = await Instance.StartAsync(database, 1, box => box.Reading = _ => ThrowWhenAsync(box.Opened), patient);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => leaving.SendLetterAsync(Guid.CreateVersion7(), number)));
        await Eventually.HoldsAsync(() => leaving.Box.Count >= 1, "it is busy");

        var stopping = leaving.StopAsync();
        leaving.Box.Open();
        await stopping;
        await using var other = await Instance.StartAsync(database, 64, null, patient);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(0, Count), (await database.NotesAsync()).Select(int.Parse).Order());
        Assert.Equal(1, await database.CountAsync("messaging.instance"));
    }

    [Fact]
    public async Task Should_remember_what_its_own_memory_forgot()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, 64, null, ("Relay:RedeliverSeconds", "5"));
        // As after a commit whose answer was lost: the rows name this instance, but it never put them on their way.
        await database.InsertLettersAsync(Count, instance.Window.Instance.Id);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(1, Count), (await database.NotesAsync()).Select(int.Parse).Order());
        Assert.Equal(Count, instance.Box.Count);
    }

    private static async Task ThrowWhenAsync(Task opened)
    {
        await opened;
        throw new FormatException("Interrupted.");
    }
}

public sealed class When_an_instance_dies_in_memory(PostgresFixture postgres) : When_an_instance_dies(new TransportWorld(postgres));

public sealed class When_an_instance_dies_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_an_instance_dies(new TransportWorld(postgres, broker));

public sealed class When_an_instance_dies_handed_over(PostgresFixture postgres)
    : When_an_instance_dies(new TransportWorld(postgres, handsOver: true));
