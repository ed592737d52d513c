using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_a_lane_is_full_or_ends(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_refuse_at_once_when_full_and_take_more_when_there_is_room()
    {
        await using var world = await LaneWorld.StartAsync(postgres, new LaneOptions { RingCapacity = 64 });
        List<Task<LaneOutcome>> taken = [];
        await using (await world.BlockAsync())
        {
            taken.Add(world.Lane.RunAsync(NoteUnit.Numbered(0)));
            await world.WaitUntilBlockedAsync();
            taken.AddRange(Enumerable.Range(1, 64).Select(number => world.Lane.RunAsync(NoteUnit.Numbered(number))));

            var refused = world.Lane.RunAsync(NoteUnit.Numbered(65));
            Assert.True(refused.IsCompleted);
            await Assert.ThrowsAsync<LaneFullException>(() => refused);
        }
        await Task.WhenAll(taken);

        Assert.Equal(LaneOutcome.Committed, await world.Lane.RunAsync(NoteUnit.Numbered(66)));
        Assert.Equal(Enumerable.Range(0, 65).Append(66), (await world.Database.NotesAsync()).Select(int.Parse).Order());
    }

    [Fact]
    public async Task Should_commit_what_it_holds_before_it_ends()
    {
        await using var world = await LaneWorld.StartAsync(postgres, new LaneOptions { MaxBatch = 16 });
        Task<LaneOutcome>[] running;
        Task ending;
        await using (await world.BlockAsync())
        {
            running = [.. Enumerable.Range(0, 100).Select(number => world.Lane.RunAsync(NoteUnit.Numbered(number)))];
            await world.WaitUntilBlockedAsync();
            ending = world.Lane.DisposeAsync().AsTask();
            Assert.False(ending.IsCompleted);
        }
        await ending;

        // A lane does not wait for its callers to go on, but their answers are under way.
        await Eventually.HoldsAsync(() => Array.TrueForAll(running, task => task.IsCompletedSuccessfully), "all callers were told");
        Assert.Equal(100, await world.Database.CountAsync("test.note"));
    }

    [Fact]
    public async Task Should_tell_callers_that_it_is_stopping_rather_than_full()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        await world.Lane.DisposeAsync();

        await Assert.ThrowsAsync<LaneStoppedException>(() => world.Lane.RunAsync(NoteUnit.Numbered(1)));
    }

    [Fact]
    public async Task Should_let_go_of_units_that_cannot_be_committed_before_the_end()
    {
        await using var world = await LaneWorld.StartAsync(postgres, new LaneOptions { DrainSeconds = 1 });
        await using var block = await world.BlockAsync();
        var running = Enumerable.Range(0, 10).Select(number => world.Lane.RunAsync(NoteUnit.Numbered(number))).ToList();
        await world.WaitUntilBlockedAsync();

        await world.Lane.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        foreach (var task in running)
            await Assert.ThrowsAsync<LaneStoppedException>(() => task);
    }
}
