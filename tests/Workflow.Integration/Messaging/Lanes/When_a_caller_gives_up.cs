using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_a_caller_gives_up(PostgresFixture postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Should_not_write_a_unit_that_was_still_waiting()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        Task<LaneOutcome> first;
        await using (await world.BlockAsync())
        {
            first = world.Lane.RunAsync(NoteUnit.New("first"));
            await world.WaitUntilBlockedAsync();
            await Assert.ThrowsAsync<LaneTimeoutException>(() => world.Lane.RunAsync(NoteUnit.New("abandoned"), Deadline));
        }
        await first;
        await world.Lane.RunAsync(NoteUnit.New("last"));

        Assert.Equal(["first", "last"], await world.Database.NotesAsync());
    }

    [Fact]
    public async Task Should_not_try_again_when_the_try_under_way_is_lost()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        await using (await world.BlockAsync())
        {
            var abandoned = world.Lane.RunAsync(NoteUnit.New("abandoned"), Deadline);
            await world.WaitUntilBlockedAsync();
            await Assert.ThrowsAsync<LaneTimeoutException>(() => abandoned);
            await world.CutOffAsync();
            await Eventually.HoldsAsync(() => world.Lane.IsWaiting, "the lane noticed");
        }
        await world.Lane.RunAsync(NoteUnit.New("last"));

        Assert.Equal(["last"], await world.Database.NotesAsync());
    }

    [Fact]
    public async Task Should_keep_the_effect_of_a_try_that_was_under_way_and_succeeds()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var message = Guid.CreateVersion7();
        await using (await world.BlockAsync())
        {
            var abandoned = world.Lane.RunAsync(NoteUnit.New("effect", message), Deadline);
            await world.WaitUntilBlockedAsync();
            await Assert.ThrowsAsync<LaneTimeoutException>(() => abandoned);
        }

        Assert.Equal(LaneOutcome.Duplicate, await world.Lane.RunAsync(NoteUnit.New("effect", message)));
        Assert.Equal(["effect"], await world.Database.NotesAsync());
    }
}
