using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_units_queue_up(PostgresFixture postgres)
{
    private const int Crowd = 1_000;

    [Fact]
    public async Task Should_commit_a_lone_unit_at_once()
    {
        await using var world = await LaneWorld.StartAsync(postgres);

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(NoteUnit.Numbered(1), TimeSpan.FromSeconds(30)));

        Assert.Equal(["1"], await world.Database.NotesAsync());
        Assert.Equal(1, world.Lane.Metrics.Commits);
    }

    [Fact]
    public async Task Should_share_few_commits_in_a_crowd()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        Task<LaneOutcome>[] crowd;
        await using (await world.BlockAsync())
        {
            var first = world.Lane.RunAsync(NoteUnit.Numbered(0));
            await world.WaitUntilBlockedAsync();
            crowd = [first, .. Enumerable.Range(1, Crowd - 1).Select(number => world.Lane.RunAsync(NoteUnit.Numbered(number)))];
        }

        Assert.All(await Task.WhenAll(crowd), outcome => Assert.Equal(LaneOutcome.Committed, outcome));

        // One unit alone, then as many as a batch holds.
        Assert.Equal(1 + ((Crowd - 2) / world.Store.Lanes.MaxBatch) + 1, world.Lane.Metrics.Commits);
        Assert.Equal(Crowd, world.Lane.Metrics.Units);
        Assert.Equal(Crowd, (await world.Database.NotesAsync()).Distinct().Count());
        Assert.Equal(Crowd, await world.Database.CountAsync("test.note"));
    }

    [Fact]
    public async Task Should_commit_more_at_once_for_having_waited_for_its_turn()
    {
        await using var world = await LaneWorld.StartAsync(postgres, new LaneOptions { ConcurrentCommits = 1, TurnMilliseconds = 10_000 });
        await using var other = new Lane<NoteUnit>("other", world.Writer, world.Store, NullLogger.Instance);
        List<Task<LaneOutcome>> units = [];
        await using (await world.BlockAsync())
        {
            units.Add(world.Lane.RunAsync(NoteUnit.Numbered(0)));
            await world.WaitUntilBlockedAsync();
            for (var number = 1; number <= 10; number++)
                units.Add(other.RunAsync(NoteUnit.Numbered(number)));
        }

        Assert.All(await Task.WhenAll(units), outcome => Assert.Equal(LaneOutcome.Committed, outcome));

        Assert.Equal(1, other.Metrics.Commits);
    }

    [Fact]
    public async Task Should_not_wait_for_a_turn_that_does_not_come()
    {
        await using var world = await LaneWorld.StartAsync(postgres, new LaneOptions { ConcurrentCommits = 1, TurnMilliseconds = 1 });
        await using var other = new Lane<NoteUnit>("other", world.Writer, world.Store, NullLogger.Instance);
        Task<LaneOutcome>[] units;
        await using (await world.BlockAsync())
        {
            units = [world.Lane.RunAsync(NoteUnit.Numbered(1)), other.RunAsync(NoteUnit.Numbered(2))];
            await world.WaitUntilBlockedAsync(lanes: 2);
        }

        Assert.All(await Task.WhenAll(units), outcome => Assert.Equal(LaneOutcome.Committed, outcome));
    }

    [Fact]
    public async Task Should_give_each_caller_its_own_result()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var known = NoteUnit.Numbered(1);
        await world.Lane.RunAsync(known);
        Task<LaneOutcome> good, twice, poison, late;
        await using (await world.BlockAsync())
        {
            var first = world.Lane.RunAsync(NoteUnit.Numbered(2));
            await world.WaitUntilBlockedAsync();
            good = world.Lane.RunAsync(NoteUnit.Numbered(3));
            twice = world.Lane.RunAsync(NoteUnit.New("1", known.MessageId));
            poison = world.Lane.RunAsync(NoteUnit.New("poison", Guid.CreateVersion7()));
            late = world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "late") { MessageId = Guid.CreateVersion7(), LosesItsRace = true });
        }

        Assert.Equal(LaneOutcome.Committed, await good);
        Assert.Equal(LaneOutcome.Duplicate, await twice);
        Assert.Equal("not_poisonous", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => poison)).ConstraintName);
        await Assert.ThrowsAsync<RaceLostException>(() => late);
        Assert.Equal(["1", "2", "3"], (await world.Database.NotesAsync()).Order());
    }

    [Fact]
    public async Task Should_leave_no_inbox_row_of_a_unit_that_lost_its_race()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = Guid.CreateVersion7();
        await Assert.ThrowsAsync<RaceLostException>(() =>
            world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "late") { MessageId = message, Consumer = "notes", LosesItsRace = true }));
        Assert.Equal(0, await world.Database.CountAsync("messaging.inbox"));

        // So that it can be run again on what the faster one left.
        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(NoteUnit.New("again", message)));
        Assert.Equal(["again"], await world.Database.NotesAsync());
    }
}
