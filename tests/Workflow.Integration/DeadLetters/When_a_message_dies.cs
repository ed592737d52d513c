using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.DeadLetters;

public sealed class When_a_message_dies(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_be_one_letter_however_often_it_is_delivered()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        var dead = DeadLetterCast.Dead();

        var stored = await Task.WhenAll(Enumerable.Range(1, 10).Select(attempts =>
            Task.Run(() => database.DataSource.StoreAsync(dead with { Attempts = attempts, Headers = $$"""{"x":"{{attempts}}"}""" }, dead))));

        Assert.Equal(1, stored.Sum());
        Assert.Equal(1, await database.CountAsync("messaging.dead_letter"));
    }

    [Theory]
    [InlineData("resent")]
    [InlineData("dropped")]
    public async Task Should_be_a_new_letter_when_the_one_before_is_resolved(string resolution)
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        var dead = DeadLetterCast.Dead();
        await database.DataSource.StoreAsync(dead);
        await database.ExecuteAsync($"UPDATE messaging.dead_letter SET resolution = '{resolution}', resolved_at = now()");

        Assert.Equal(1, await database.DataSource.StoreAsync(dead));
        Assert.Equal(2, await database.CountAsync("messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_take_the_place_of_its_outbox_row()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
        await using (var connection = await database.DataSource.OpenConnectionAsync())
            await OutboxInsert.TryWriteAsync(connection, OutboxRow.ToQueue(Letters.Queue, letter), CancellationToken.None);
        await database.ExecuteAsync("UPDATE messaging.outbox SET created_at = now() - interval '1 hour'");

        await database.DataSource.StoreAsync(DeadLetterCast.Dead(letter));

        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
        Assert.Equal(1, await database.LettersAsync("first_at < now() - interval '59 minutes' AND last_at > now() - interval '1 minute'"));
    }

    [Fact]
    public async Task Should_be_kept_whatever_its_sender_wrote()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        var random = new string([.. Enumerable.Range(0, 9_000).Select(i => (char)(0x4E00 + (i * 7919 % 20_000)))]);
        DeadMessage[] messages =
        [
            new(Guid.NewGuid(), null, "queue:a\0b", "\ud83d", [0, 1, 255], "{\"a\":\"\0\"}", "\0", "\0", 1),
            new(Guid.NewGuid(), null, "queue:" + random, random, [], random, random, random, int.MaxValue),
            new(Guid.NewGuid(), null, "", "", [], null, "", null, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
        ];

        Assert.Equal(3, await database.DataSource.StoreAsync(messages));
        Assert.Equal(1, await database.LettersAsync(@"body = '\x0001ff' AND destination = 'queue:a' || U&'\FFFD' || 'b'"));
    }
}
