using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.DeadLetters;
using Workflow.TestSupport;

namespace Workflow.Integration.DeadLetters;

public sealed class When_a_resent_message_arrives(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_do_nothing_when_its_effect_exists()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        var letter = Letters.Numbered(Guid.CreateVersion7(), 7);
        await using (var instance = await Instance.StartAsync(database))
        {
            // As a copy that somebody else brought: a message that memory hands over cannot be consumed and dead.
            await instance.DeliverAsync(database, letter, times: 1);
            await Eventually.EqualAsync(1, () => database.CountAsync("test.note"));
        }
        var id = await database.LetterAsync(DeadLetterCast.Dead(letter));
        // Another instance: it knows of the effect by the database alone.
        await using var later = await Instance.StartAsync(database);

        await new DeadLetterActions(database.DataSource).ResendAsync(id, DeadLetterCast.Olga, CancellationToken.None);

        await Eventually.EqualAsync(1, () => Task.FromResult(later.Box.Count));
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(["7"], await database.NotesAsync());
    }

    [Fact]
    public async Task Should_be_a_new_letter_when_it_dies_again()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = _ => throw new FormatException("Never."), ("Relay:MaxAttempts", "2"));
        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter"));
        var first = await database.ReadAsync<Guid>("SELECT dead_letter_id FROM messaging.dead_letter");

        await new DeadLetterActions(database.DataSource).ResendAsync(first, DeadLetterCast.Olga, CancellationToken.None);

        await Eventually.EqualAsync(2, () => database.CountAsync("messaging.dead_letter"));
        Assert.Equal(2, await database.ReadAsync<int>("SELECT attempts FROM messaging.dead_letter WHERE resolution IS NULL"));
        Assert.Equal(1, await database.ReadAsync<long>("SELECT count(DISTINCT (message_id, fingerprint)) FROM messaging.dead_letter"));
        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
        Assert.Equal(4, instance.Box.Count);
    }

    [Fact]
    public async Task Should_reach_the_subscribers_when_it_is_an_event()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var instance = await Instance.StartAsync(database);
        var id = await database.LetterAsync(DeadLetterCast.Dead(Letters.Event(Guid.CreateVersion7(), "again"), "event:order-rejected.v1"));

        await new DeadLetterActions(database.DataSource).ResendAsync(id, DeadLetterCast.Olga, CancellationToken.None);

        await Eventually.HoldsAsync(() => instance.Box.Events.Count == 1, "the event came");
        Assert.Equal("again", instance.Box.Events[0].Reason);
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_be_removed_long_after_it_was_resolved_and_never_before()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        foreach (var (resolution, days) in new[] { ("'resent'", 8), ("'dropped'", 8), ("'resent'", 6), ("NULL", 4_000) })
        {
            await database.DataSource.StoreAsync(DeadLetterCast.Dead());
            await database.ExecuteAsync(
                $"""
                UPDATE messaging.dead_letter SET last_at = now() - interval '{days} days', resolution = {resolution},
                    resolved_at = CASE WHEN {resolution} IS NOT NULL THEN now() - interval '{days} days' END
                WHERE last_at > now() - interval '1 hour'
                """);
        }
        await using var instance = await Instance.StartAsync(database, 64, null, ("DeadLetters:KeepDays", "7"));

        await Eventually.EqualAsync(2, () => database.CountAsync("messaging.dead_letter"));
        Assert.Equal(1, await database.LettersAsync("resolution IS NULL"));
        Assert.Equal(1, await database.LettersAsync("resolved_at > now() - interval '7 days'"));
    }
}
