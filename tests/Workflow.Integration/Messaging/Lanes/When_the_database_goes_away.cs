using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_the_database_goes_away
{
    private static readonly LaneOptions Impatient = new() { RetryDelayMilliseconds = 20 };

    [Fact]
    public async Task Should_keep_what_it_holds_and_write_each_effect_once_when_it_is_back()
    {
        await using var cluster = await RestartableCluster.StartAsync();
        await using var world = new LaneWorld(await Database.CreateAsync(cluster.ConnectionString), Impatient);
        using var load = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(client => ClientAsync(world.Lane, client, load.Token)).ToList();
        await Eventually.HoldsAsync(() => world.Lane.Metrics.Units > 200, "there is load");

        await cluster.CrashAsync();
        var patient = world.Lane.RunAsync(NoteUnit.New("patient", Guid.CreateVersion7()));
        await Eventually.HoldsAsync(() => world.Lane.IsWaiting, "the lane noticed");
        var before = world.Lane.Metrics.Units;
        await Assert.ThrowsAsync<LaneTimeoutException>(() =>
            world.Lane.RunAsync(NoteUnit.New("hasty", Guid.CreateVersion7()), TimeSpan.FromMilliseconds(100)));
        Assert.False(patient.IsCompleted);
        await cluster.StartServerAsync();

        await patient.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(() => world.Lane.Metrics.Units > before + 200, "work goes on");
        await load.CancelAsync();
        var acknowledged = (await Task.WhenAll(clients)).SelectMany(texts => texts).Append("patient").ToList();

        await using var database = new Database(cluster.ConnectionString);
        Assert.Equal(acknowledged.Order(), (await database.NotesAsync()).Order());
        Assert.False(world.Lane.IsWaiting);
    }

    /// <summary>Runs units one after the other until told to stop; the texts of those that were committed.</summary>
    private static async Task<List<string>> ClientAsync(Lane<NoteUnit> lane, int client, CancellationToken stop)
    {
        await Task.Yield();
        List<string> acknowledged = [];
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var text = $"{client}-{number}";
            // A try whose answer got lost in the crash may have been committed: then the repeat is a duplicate.
            await lane.RunAsync(NoteUnit.New(text, Guid.CreateVersion7()));
            acknowledged.Add(text);
        }
        return acknowledged;
    }
}
