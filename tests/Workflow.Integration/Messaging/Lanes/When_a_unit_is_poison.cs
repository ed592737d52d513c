using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_a_unit_is_poison(PostgresFixture postgres)
{
    private const int Batch = 200;

    public enum Poison
    {
        BreaksConstraint,
        ThrowsInWriter,
        CannotBeEncoded,
    }

    [Theory]
    [InlineData(Poison.BreaksConstraint)]
    [InlineData(Poison.ThrowsInWriter)]
    [InlineData(Poison.CannotBeEncoded)]
    public async Task Should_fail_alone_while_the_other_199_commit_once(Poison poison)
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var outcomes = await RunBlockedAsync(world, number => number == 77 ? Poisonous(poison) : NoteUnit.Numbered(number));

        Assert.Equal([77], outcomes.Index().Where(outcome => outcome.Item.IsFaulted).Select(outcome => outcome.Index));
        Assert.Equal(Batch - 1, outcomes.Count(outcome => outcome.IsCompletedSuccessfully && outcome.Result == LaneOutcome.Committed));
        var notes = await world.Database.NotesAsync();
        Assert.Equal(Batch - 1, notes.Count);
        Assert.Equal(Batch - 1, notes.Distinct().Count());
        Assert.Equal(Batch - 1, await world.Database.CountAsync("messaging.inbox"));
    }

    [Fact]
    public async Task Should_fail_all_poison_and_nothing_else_when_every_third_unit_is_poison()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var outcomes = await RunBlockedAsync(
            world, number => number % 3 == 0 ? Poisonous((Poison)(number % 2)) : NoteUnit.Numbered(number));

        Assert.All(outcomes.Index(), outcome => Assert.Equal(outcome.Index % 3 == 0, outcome.Item.IsFaulted));
        Assert.Equal(
            Enumerable.Range(0, Batch).Where(number => number % 3 != 0),
            (await world.Database.NotesAsync()).Select(int.Parse).Order());
    }

    [Fact]
    public async Task Should_go_on_afterwards()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Lane.RunAsync(NoteUnit.New("poison")));

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(NoteUnit.Numbered(1)));
        Assert.False(world.Lane.IsWaiting);
    }

    private static async Task<Task<LaneOutcome>[]> RunBlockedAsync(LaneWorld world, Func<int, NoteUnit> unit)
    {
        Task<LaneOutcome>[] running;
        await using (await world.BlockAsync())
        {
            _ = world.Lane.RunAsync(new NoteUnit(Guid.CreateVersion7(), "first") { LosesItsRace = true });
            await world.WaitUntilBlockedAsync();
            running = [.. Enumerable.Range(0, Batch).Select(number => world.Lane.RunAsync(unit(number)))];
        }
        await Task.WhenAny(Task.WhenAll(running)).WaitAsync(TimeSpan.FromSeconds(60));
        return running;
    }

    private static NoteUnit Poisonous(Poison poison) => poison switch
    {
        Poison.BreaksConstraint => NoteUnit.New("poison", Guid.CreateVersion7()),
        Poison.ThrowsInWriter => new NoteUnit(Guid.CreateVersion7(), "broken") { MessageId = Guid.CreateVersion7(), Throws = true },
        // Half of a surrogate pair: the driver finds out while it writes to the connection.
        _ => NoteUnit.New("\ud83d", Guid.CreateVersion7()),
    };
}
