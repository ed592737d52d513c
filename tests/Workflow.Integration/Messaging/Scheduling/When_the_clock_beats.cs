using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Scheduling;

public sealed class When_the_clock_beats(PostgresFixture postgres)
{
    private static readonly (string, string) QuarterSeconds = ("Relay:SweepMilliseconds", "250");

    [Fact]
    public async Task Should_beat_for_two_instances_as_often_as_for_one()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var left = await Instance.StartAsync(database, settings: QuarterSeconds);
        await using var right = await Instance.StartAsync(database, settings: QuarterSeconds);
        await Eventually.HoldsAsync(() => left.Beats.Count + right.Beats.Count >= 40, "the clock beats");

        var asked = left.Beats.Asked.Concat(right.Beats.Asked).Order().ToList();

        // Four sweeps a second, of whichever instance, and some more while late beats follow each other; if both
        // instances beat there would be eight.
        var seconds = Stopwatch.GetElapsedTime(asked[0], asked[^1]).TotalSeconds;
        Assert.True(asked.Count <= (6 * seconds) + 4, $"{asked.Count} sweeps in {seconds:0.0} s");
    }

    [Fact]
    public async Task Should_go_over_to_another_instance_when_one_leaves()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var first = await Instance.StartAsync(database);
        await Eventually.HoldsAsync(() => first.Beats.Count > 0, "the first one beats");
        await using var second = await Instance.StartAsync(database);

        await first.StopAsync();
        var (ended, before) = (first.Beats.Count, second.Beats.Count);

        await Eventually.HoldsAsync(() => second.Beats.Count > before, "the second one beats");
        Assert.Equal(ended, first.Beats.Count);
    }

    [Fact]
    public async Task Should_go_on_when_the_database_comes_back()
    {
        await using var cluster = await RestartableCluster.StartAsync();
        await using var database = await Database.CreateAsync(cluster.ConnectionString);
        await using var instance = await Instance.StartAsync(database);
        await Eventually.HoldsAsync(() => instance.Beats.Count > 0, "the clock beats");
        var clock = instance.Services.GetRequiredService<TimeProvider>();

        await cluster.CrashAsync();
        var (stopped, shown) = (instance.Beats.Count, clock.GetUtcNow());
        await Eventually.HoldsAsync(() => clock.GetUtcNow() > shown.AddSeconds(3), "time goes on");
        await cluster.StartServerAsync();
        await using var restarted = new Database(cluster.ConnectionString);
        await restarted.ScheduleLettersAsync(1, TimeSpan.Zero);

        await Eventually.HoldsAsync(() => instance.Beats.Count > stopped + 4, "the clock beats again");
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "the letter came");
        Assert.False(instance.IsStopping);
    }

    [Fact]
    public async Task Should_wait_at_start_for_a_database_that_is_away()
    {
        await using var cluster = await RestartableCluster.StartAsync();
        await using var database = await Database.CreateAsync(cluster.ConnectionString);
        await cluster.CrashAsync();

        var starting = Instance.StartAsync(database);
        await Task.WhenAny(starting, Task.Delay(TimeSpan.FromSeconds(2)));
        Assert.False(starting.IsCompleted);
        await cluster.StartServerAsync();

        await using var instance = await starting.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(() => instance.Beats.Count > 0, "the clock beats");
    }
}
