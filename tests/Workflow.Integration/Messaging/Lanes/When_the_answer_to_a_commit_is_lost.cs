using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_the_answer_to_a_commit_is_lost(PostgresFixture postgres)
{
    private const int Cuts = 60;

    [Fact]
    public async Task Should_have_each_effect_once_whatever_was_answered()
    {
        await using var world = await LaneWorld.StartAsync(postgres, new LaneOptions { RetryDelayMilliseconds = 1 });
        using var load = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(client => ClientAsync(world.Lane, client, load.Token)).ToList();

        // Each cut falls wherever the lane happens to be: before, within or after its commit.
        for (var cut = 0; cut < Cuts; cut++)
        {
            var units = world.Lane.Metrics.Units;
            await world.CutOffAsync();
            await Eventually.HoldsAsync(() => world.Lane.Metrics.Units > units, "the lane commits again");
        }
        await load.CancelAsync();
        var told = (await Task.WhenAll(clients)).SelectMany(texts => texts).ToList();

        Assert.Equal(told.Order(), (await world.Database.NotesAsync()).Order());
        Assert.Equal(told.Count, await world.Database.CountAsync("messaging.inbox"));
        Assert.Equal(told.Count, await world.Database.CountAsync("messaging.outbox"));
    }

    /// <summary>A client that gives up early and repeats with the same message id until it is told.</summary>
    private static async Task<List<string>> ClientAsync(Lane<NoteUnit> lane, int client, CancellationToken stop)
    {
        await Task.Yield();
        List<string> told = [];
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var text = $"{client}-{number}";
            var message = Guid.CreateVersion7();
            while (!await IsToldAsync(lane, Letters.Note(text, message)))
            {
                // It was not told, so it asks again.
            }
            told.Add(text);
        }
        return told;
    }

    private static async Task<bool> IsToldAsync(Lane<NoteUnit> lane, NoteUnit unit)
    {
        try
        {
            await lane.RunAsync(unit, TimeSpan.FromMilliseconds(25));
            return true;
        }
        catch (LaneTimeoutException)
        {
            return false;
        }
    }
}
