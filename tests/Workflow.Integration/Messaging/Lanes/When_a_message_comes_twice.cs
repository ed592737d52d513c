using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_a_message_comes_twice(PostgresFixture postgres)
{
    private readonly Guid _message = Guid.CreateVersion7();

    [Fact]
    public async Task Should_do_nothing_twice_within_one_batch()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var twins = await RunTwinsAsync(world, () => NoteUnit.New("effect", _message));

        Assert.Equal([LaneOutcome.Committed, LaneOutcome.Duplicate, LaneOutcome.Duplicate], await Task.WhenAll(twins));
        Assert.Equal(["effect"], await world.Database.NotesAsync());
    }

    [Fact]
    public async Task Should_not_call_it_a_duplicate_when_its_twin_in_the_batch_fails()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var twins = await RunTwinsAsync(world, () => NoteUnit.New("poison", _message));

        foreach (var twin in twins)
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => twin);
        Assert.Equal(0, await world.Database.CountAsync("messaging.inbox"));
    }

    [Fact]
    public async Task Should_do_nothing_twice_in_a_later_batch()
    {
        await using var world = await LaneWorld.StartAsync(postgres);

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(NoteUnit.New("effect", _message)));
        Assert.Equal(LaneOutcome.Duplicate, await world.Lane.RunAsync(NoteUnit.New("effect", _message)));

        Assert.Equal(["effect"], await world.Database.NotesAsync());
        Assert.Equal(1, world.Writer.Tries);
    }

    [Fact]
    public async Task Should_do_nothing_twice_after_a_restart()
    {
        await using (var before = await LaneWorld.StartAsync(postgres))
        {
            await before.Lane.RunAsync(NoteUnit.New("effect", _message));
            await using var after = before.Restarted();

            Assert.Equal(LaneOutcome.Duplicate, await after.Lane.RunAsync(NoteUnit.New("effect", _message)));
            Assert.Equal(["effect"], await after.Database.NotesAsync());
        }
    }

    [Fact]
    public async Task Should_commit_the_rest_of_a_batch_that_held_a_duplicate()
    {
        await using var before = await LaneWorld.StartAsync(postgres);
        await before.Lane.RunAsync(NoteUnit.New("effect", _message));
        await using var world = before.Restarted();
        Task<LaneOutcome>[] batch;
        await using (await world.BlockAsync())
        {
            _ = world.Lane.RunAsync(NoteUnit.New("first"));
            await world.WaitUntilBlockedAsync();
            batch = [.. Enumerable.Range(0, 50).Select(number =>
                world.Lane.RunAsync(number == 25 ? NoteUnit.New("effect", _message) : NoteUnit.Numbered(number)))];
        }
        var outcomes = await Task.WhenAll(batch);

        Assert.Equal([25], outcomes.Index().Where(outcome => outcome.Item == LaneOutcome.Duplicate).Select(outcome => outcome.Index));
        var notes = await world.Database.NotesAsync();
        Assert.Equal(51, notes.Count);
        Assert.Equal(51, notes.Distinct().Count());
    }

    [Fact]
    public async Task Should_have_its_effect_once_at_each_of_two_consumers()
    {
        await using var before = await LaneWorld.StartAsync(postgres);
        await before.Lane.RunAsync(NoteUnit.New("left", _message, "left"));
        await using var world = before.Restarted();
        Task<LaneOutcome>[] batch;
        await using (await world.BlockAsync())
        {
            _ = world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "first") { LosesItsRace = true });
            await world.WaitUntilBlockedAsync();
            batch = [world.Lane.RunAsync(NoteUnit.New("left", _message, "left")), world.Lane.RunAsync(NoteUnit.New("right", _message, "right"))];
        }

        Assert.Equal([LaneOutcome.Duplicate, LaneOutcome.Committed], await Task.WhenAll(batch));
        Assert.Equal(["left", "right"], (await world.Database.NotesAsync()).Order());
    }

    private static async Task<Task<LaneOutcome>[]> RunTwinsAsync(LaneWorld world, Func<NoteUnit> unit)
    {
        await using var block = await world.BlockAsync();
        _ = world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "first") { LosesItsRace = true });
        await world.WaitUntilBlockedAsync();
        return [world.Lane.RunAsync(unit()), world.Lane.RunAsync(unit()), world.Lane.RunAsync(unit())];
    }
}
