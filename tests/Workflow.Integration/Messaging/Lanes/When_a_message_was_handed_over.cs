using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

/// <summary>A message that comes from this process's own outbox is known by its row; by an inbox key, too, if the row may come again.</summary>
public sealed class When_a_message_was_handed_over(PostgresFixture postgres)
{
    private const string Consumer = "letters";

    [Fact]
    public async Task Should_have_its_effect_and_lose_its_row_in_one_commit_without_an_inbox_key()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = await SendAsync(world);
        var commits = world.Lane.Metrics.Commits;

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(Effect(message)));

        Assert.Equal(["effect"], await world.Database.NotesAsync());
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
        Assert.Equal(0, await world.Database.CountAsync("messaging.inbox"));
        Assert.Equal(0, world.Window.UnderWay);
        Assert.Equal(commits + 1, world.Lane.Metrics.Commits);
    }

    [Fact]
    public async Task Should_do_nothing_when_another_instance_has_taken_the_row()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = await SendAsync(world);
        await world.Database.ExecuteAsync("DELETE FROM messaging.outbox");

        Assert.Equal(LaneOutcome.Duplicate, await world.Lane.RunAsync(Effect(message)));

        Assert.Empty(await world.Database.NotesAsync());
    }

    [Fact]
    public async Task Should_have_its_effect_once_when_two_instances_hold_it_at_the_same_time()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        await using var other = world.Restarted();
        List<OutboxRow> letters = [];
        for (var number = 0; number < 20; number++)
        {
            letters.Add(await SendAsync(world));
            // As after a pause in which the other one had to take this one for dead.
            other.Window.Send(letters[^1]);
        }
        List<Task<LaneOutcome>> runs = [];
        await using (await world.BlockAsync())
        {
            foreach (var letter in letters)
                runs.AddRange([world.Lane.RunAsync(Effect(letter)), other.Lane.RunAsync(Effect(letter))]);
            await world.WaitUntilBlockedAsync();
        }
        var outcomes = await Task.WhenAll(runs);

        Assert.Equal(letters.Count, outcomes.Count(outcome => outcome == LaneOutcome.Committed));
        Assert.All(outcomes.Chunk(2), pair => Assert.Equal([LaneOutcome.Committed, LaneOutcome.Duplicate], pair.Order()));
        Assert.Equal(letters.Count, (await world.Database.NotesAsync()).Count);
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_do_nothing_twice_within_one_batch()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = await SendAsync(world);
        Task<LaneOutcome>[] twins;
        await using (await world.BlockAsync())
        {
            _ = world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "first") { LosesItsRace = true });
            await world.WaitUntilBlockedAsync();
            twins = [world.Lane.RunAsync(Effect(message)), world.Lane.RunAsync(Effect(message)), world.Lane.RunAsync(NoteUnit.New("bystander"))];
        }

        Assert.Equal([LaneOutcome.Committed, LaneOutcome.Duplicate, LaneOutcome.Committed], await Task.WhenAll(twins));
        Assert.Equal(["bystander", "effect"], (await world.Database.NotesAsync()).Order());
    }

    [Fact]
    public async Task Should_keep_its_row_when_its_unit_fails_and_have_its_effect_at_the_next_try()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = await SendAsync(world);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Lane.RunAsync(Effect(message, "poison")));
        Assert.Equal(1, await world.Database.CountAsync("messaging.outbox"));
        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(Effect(message)));

        Assert.Equal(["effect"], await world.Database.NotesAsync());
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_lose_its_row_even_if_it_was_given_back_while_its_unit_waited()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = await SendAsync(world);
        Task<LaneOutcome> late;
        await using (await world.BlockAsync())
        {
            _ = world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "first") { LosesItsRace = true });
            await world.WaitUntilBlockedAsync();
            late = world.Lane.RunAsync(Effect(message));
            // As the sweep does with a message whose consumer gave up on its unit.
            await world.Database.ExecuteAsync("UPDATE messaging.outbox SET owner = NULL, next_at = now()");
            world.Window.Forget(message.MessageId);
        }

        Assert.Equal(LaneOutcome.Committed, await late);
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_have_an_inbox_key_when_its_id_follows_from_a_name_and_may_be_written_again()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var order = Guid.CreateVersion7();
        var named = await SendAsync(world, HashedId.Of(order, "decision"));

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(Effect(named)));
        await SendAsync(world, named.MessageId);

        Assert.Equal(LaneOutcome.Duplicate, await world.Lane.RunAsync(Effect(named)));
        Assert.Equal(["effect"], await world.Database.NotesAsync());
        Assert.Equal(1, await world.Database.CountAsync("messaging.inbox"));
    }

    [Fact]
    public async Task Should_have_an_inbox_key_too_when_its_row_was_read_from_the_table()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = await SendAsync(world);
        await using var other = world.Restarted();
        message.MayComeAgain = true;
        other.Window.Send(message);

        Assert.Equal(LaneOutcome.Committed, await other.Lane.RunAsync(Effect(message)));
        Assert.Equal(LaneOutcome.Duplicate, await world.Lane.RunAsync(Effect(message)));

        Assert.Equal(["effect"], await world.Database.NotesAsync());
        Assert.Equal(1, await world.Database.CountAsync("messaging.inbox"));
    }

    [Fact]
    public async Task Should_have_an_inbox_key_too_when_the_first_try_to_write_it_got_no_answer()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var sender = Letters.Note("sender");
        await using (await world.BlockAsync())
        {
            var sent = world.Lane.RunAsync(sender);
            await world.WaitUntilBlockedAsync();
            await world.CutOffAsync();
            Assert.False(sent.IsCompleted);
        }
        await Eventually.EqualAsync(1, () => world.Database.CountAsync("messaging.outbox"));
        await Eventually.HoldsAsync(() => world.Window.UnderWay == 1, "its letter is on its way");

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(Effect(sender.Outgoing[0])));

        Assert.Equal(1, await world.Database.CountAsync("messaging.inbox"));
        Assert.Equal(0, await world.Database.CountAsync("messaging.outbox"));
    }

    private static async Task<OutboxRow> SendAsync(LaneWorld world, Guid? messageId = null)
    {
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
        var sender = new NoteUnit(letter.OrderId, "");
        sender.Outgoing.Add(OutboxRow.ToQueue(Letters.Queue, messageId is { } id ? letter with { MessageId = id } : letter));
        await world.Lane.RunAsync(sender);
        return sender.Outgoing[0];
    }

    private static NoteUnit Effect(OutboxRow message, string text = "effect") =>
        new(message.OrderId, text) { MessageId = message.MessageId, Consumer = Consumer };
}
