using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_a_consumer_fails(TransportWorld world)
{
    private static readonly (string, string) FiveAttempts = ("Relay:MaxAttempts", "5");

    [Fact]
    public async Task Should_be_tried_again_later_and_note_attempts_and_error()
    {
        await using var database = await world.CreateAsync();
        var failing = true;
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = _ => Volatile.Read(ref failing) ? throw new FormatException("Not today.") : Task.CompletedTask,
            ("Relay:BackoffBaseSeconds", "1"), ("Relay:BackoffCapSeconds", "1"));

        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
        await Eventually.EqualAsync(2, () => AttemptsAsync(database));
        Assert.Equal("FormatException: Not today.", await database.ReadAsync<string>("SELECT last_error FROM messaging.outbox"));
        Assert.True(await database.ReadAsync<bool>("SELECT next_at > created_at FROM messaging.outbox"));
        Volatile.Write(ref failing, false);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(3, instance.Box.Count);
        Assert.Single(instance.Box.Letters.DistinctBy(letter => letter.MessageId));
        var times = instance.Box.Letters.Select(letter => letter.At).ToList();
        // A second, less a fifth of jitter.
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(0.8)));
    }

    [Fact]
    public async Task Should_not_hold_up_other_orders()
    {
        await using var database = await world.CreateAsync();
        var broken = Guid.CreateVersion7();
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = letter => letter.OrderId == broken ? throw new FormatException("Never.") : Task.CompletedTask,
            ("Relay:BackoffBaseSeconds", "60"), ("Relay:BackoffCapSeconds", "60"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number =>
            instance.SendLetterAsync(number % 10 == 0 ? broken : Guid.CreateVersion7(), number)));

        await Eventually.HoldsAsync(() => instance.Box.Letters.Count(letter => letter.OrderId != broken) == 90, "the others came");
        await Eventually.EqualAsync(10, () => database.CountAsync("messaging.outbox WHERE attempts = 1 AND owner IS NULL AND next_at > now()"));
        await Eventually.EqualAsync(10, () => database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_be_a_dead_letter_after_its_last_attempt()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = _ => throw new FormatException("Never."), FiveAttempts);
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);

        await instance.SendAsync(OutboxRow.ToQueue(Letters.Queue, letter));

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter"));
        Assert.Equal(
            $"{letter.MessageId} {letter.OrderId} queue:letters release-stock.v1 out of attempts FormatException: Never. 5",
            await database.ReadAsync<string>(
                "SELECT concat_ws(' ', message_id, order_id, destination, message_type, reason, error, attempts) FROM messaging.dead_letter"));
        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
        Assert.Equal(5, instance.Box.Count);
        await Eventually.HoldsAsync(() => instance.Window.Unconsumed == 0, "nothing is under way");
    }

    [Fact]
    public async Task Should_not_lose_a_message_whose_effect_cannot_be_committed()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.TextOf = letter => letter.Attempt % 10 == 0 ? "poison" : letter.Attempt.ToString(), FiveAttempts);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => instance.SendLetterAsync(Guid.CreateVersion7(), number)));

        await Eventually.EqualAsync(10, () => database.CountAsync("messaging.dead_letter WHERE attempts = 5"));
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(
            Enumerable.Range(0, 100).Where(number => number % 10 != 0),
            (await database.NotesAsync()).Select(int.Parse).Order());
    }

    [Fact]
    public async Task Should_note_an_error_that_the_database_cannot_store_as_it_is()
    {
        // The name of the error's type comes before the text: after one of the two names the cut falls into a pair.
        var tooLong = string.Concat(Enumerable.Repeat("\U0001F4A5", 3_000));
        Exception[] errors = [new FormatException(tooLong), new ArgumentException(tooLong), new FormatException("a\0b"), new FormatException("\ud83d")];
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = letter => throw errors[letter.Attempt], ("Relay:MaxAttempts", "2"));

        await Task.WhenAll(errors.Index().Select(error => instance.SendLetterAsync(Guid.CreateVersion7(), error.Index)));

        await Eventually.EqualAsync(errors.Length, () => database.CountAsync("messaging.dead_letter"));
        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
        Assert.False(instance.IsStopping);
    }

    [Fact]
    public async Task Should_be_tried_again_and_end_with_the_very_bytes_and_headers_it_came_with()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = _ => throw new FormatException("Never."), ("Relay:MaxAttempts", "3"));
        using var tap = Wiretap.On(instance, Letters.Queue);
        var row = OddLetter.New(Letters.Queue);

        await instance.SendAsync(row);

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter WHERE attempts = 3"));
        Assert.Equal(3, tap.Taken.Count);
        Assert.All(tap.Taken, taken =>
        {
            Assert.Equal(row.MessageId, taken.MessageId);
            Assert.Equal(row.Body, taken.Body);
            Assert.All(OddLetter.Headers, header => Assert.Equal(header.Value, taken.Headers.GetValueOrDefault(header.Key)));
        });
        Assert.Equal(row.Body, await database.ReadAsync<byte[]>("SELECT body FROM messaging.dead_letter WHERE message_id = $1", row.MessageId));
        Assert.Equal(OddLetter.Headers, OddLetter.Stored(await database.ReadAsync<string>("SELECT headers FROM messaging.dead_letter")));
    }

    private static Task<int> AttemptsAsync(Database database) => database.ReadAsync<int>("SELECT coalesce(max(attempts), 0) FROM messaging.outbox");
}

public sealed class When_a_consumer_fails_in_memory(PostgresFixture postgres) : When_a_consumer_fails(new TransportWorld(postgres));

public sealed class When_a_consumer_fails_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_a_consumer_fails(new TransportWorld(postgres, broker));

public sealed class When_a_consumer_fails_handed_over(PostgresFixture postgres)
    : When_a_consumer_fails(new TransportWorld(postgres, handsOver: true));
