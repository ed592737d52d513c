using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.DeadLetters;

public sealed class When_a_letter_is_resolved(PostgresFixture postgres) : IAsyncLifetime
{
    private Database _database = null!;
    private DeadLetterActions _actions = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        _actions = new DeadLetterActions(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_leave_once_when_twenty_press_at_once()
    {
        var dead = DeadLetterCast.Dead();
        var id = await _database.LetterAsync(dead);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            Task.Run(() => _actions.ResendAsync(id, $"operator {number}", CancellationToken.None))));

        Assert.Single(outcomes, DeadLetterOutcome.Done);
        Assert.Equal(19, outcomes.Count(outcome => outcome == DeadLetterOutcome.AlreadyResent));
        Assert.Equal(
            $"{dead.MessageId} {dead.OrderId} queue:letters release-stock.v1 0",
            await _database.ReadAsync<string>("SELECT concat_ws(' ', message_id, order_id, destination, message_type, attempts) FROM messaging.outbox"));
        Assert.True(await _database.ReadAsync<bool>("SELECT o.body = d.body FROM messaging.outbox o, messaging.dead_letter d"));
        Assert.Equal(1, await _database.LettersAsync("resolution = 'resent' AND resolved_by LIKE 'operator %'"));
    }

    [Fact]
    public async Task Should_be_resent_or_dropped_but_never_both()
    {
        for (var round = 0; round < 20; round++)
        {
            var dead = DeadLetterCast.Dead();
            var id = await _database.LetterAsync(dead);

            var outcomes = await Task.WhenAll(
                Task.Run(() => _actions.ResendAsync(id, DeadLetterCast.Olga, CancellationToken.None)),
                Task.Run(() => _actions.DropAsync(id, DeadLetterCast.Olga, CancellationToken.None)));

            Assert.Single(outcomes, DeadLetterOutcome.Done);
            Assert.Equal(
                outcomes[0] == DeadLetterOutcome.Done ? 1 : 0,
                await _database.ReadAsync<long>("SELECT count(*) FROM messaging.outbox WHERE message_id = $1", dead.MessageId));
        }
    }

    [Fact]
    public async Task Should_say_so_when_there_is_none() =>
        Assert.Equal(DeadLetterOutcome.NotFound, await _actions.DropAsync(Guid.NewGuid(), DeadLetterCast.Olga, CancellationToken.None));

    [Fact]
    public async Task Should_stay_open_while_the_same_message_is_on_its_way()
    {
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
        var id = await _database.LetterAsync(DeadLetterCast.Dead(letter));
        await using (var connection = await _database.DataSource.OpenConnectionAsync())
            Assert.True(await OutboxInsert.TryWriteAsync(connection, OutboxRow.ToQueue(Letters.Queue, letter), CancellationToken.None));

        Assert.Equal(DeadLetterOutcome.UnderWay, await _actions.ResendAsync(id, DeadLetterCast.Olga, CancellationToken.None));

        Assert.Equal(1, await _database.LettersAsync("resolution IS NULL"));
        await _database.ExecuteAsync("DELETE FROM messaging.outbox");
        Assert.Equal(DeadLetterOutcome.Done, await _actions.ResendAsync(id, DeadLetterCast.Olga, CancellationToken.None));
    }

    [Fact]
    public async Task Should_leave_alone_what_the_filter_does_not_mean()
    {
        foreach (var number in Enumerable.Range(0, 10))
            await _database.DataSource.StoreAsync(DeadLetterCast.Dead() with { Destination = $"queue:{number % 2}" });

        var counts = await _actions.DropAsync(new DeadLetterFilter { Destination = "queue:1" }, DeadLetterCast.Olga, CancellationToken.None);

        Assert.Equal(new DeadLetterCounts(5, 0, false), counts);
        Assert.Equal(5, await _database.LettersAsync("resolution = 'dropped' AND destination = 'queue:1'"));
        Assert.Equal(5, await _database.LettersAsync("resolution IS NULL AND destination = 'queue:0'"));
        Assert.Equal(0, await _database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_not_sweep_in_what_comes_after_the_call()
    {
        await _database.DataSource.StoreAsync(DeadLetterCast.Dead(), DeadLetterCast.Dead());
        // It tells of an old death, but it comes later than the call.
        await _database.ExecuteAsync(
            "UPDATE messaging.dead_letter SET stored_at = now() + interval '1 hour', last_at = '2020-01-01' WHERE dead_letter_id = (SELECT min(dead_letter_id::text)::uuid FROM messaging.dead_letter)");

        var counts = await _actions.ResendAsync(new DeadLetterFilter(), DeadLetterCast.Olga, CancellationToken.None);

        Assert.Equal(new DeadLetterCounts(1, 0, false), counts);
        Assert.Equal(1, await _database.LettersAsync("resolution IS NULL AND stored_at > now()"));
    }

    [Fact]
    public async Task Should_let_one_of_two_letters_of_a_message_leave_at_a_time()
    {
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
        await _database.DataSource.StoreAsync(DeadLetterCast.Dead(letter, "queue:one"), DeadLetterCast.Dead(letter, "queue:two"));

        Assert.Equal(new DeadLetterCounts(1, 1, false), await _actions.ResendAsync(new DeadLetterFilter(), DeadLetterCast.Olga, CancellationToken.None));

        Assert.Equal(1, await _database.CountAsync("messaging.outbox o JOIN messaging.dead_letter d ON d.destination = o.destination AND d.resolution = 'resent'"));
    }

    [Fact]
    public async Task Should_leave_once_when_two_resend_all_at_once()
    {
        await _database.DataSource.StoreAsync([.. Enumerable.Range(0, 1_700).Select(_ => DeadLetterCast.Dead())]);

        var counts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            Task.Run(() => _actions.ResendAsync(new DeadLetterFilter(), DeadLetterCast.Olga, CancellationToken.None))));
        // What one has locked the other skips; a third call finds what is left.
        var last = await _actions.ResendAsync(new DeadLetterFilter(), DeadLetterCast.Olga, CancellationToken.None);

        Assert.Equal(1_700, counts.Sum(count => count.Done) + last.Done);
        Assert.Equal(1_700, await _database.CountAsync("messaging.outbox"));
        Assert.Equal(0, await _database.LettersAsync("resolution IS NULL"));
    }
}
