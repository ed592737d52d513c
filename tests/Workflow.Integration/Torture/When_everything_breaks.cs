using Workflow.Integration.Embedded;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Torture;

[Collection(nameof(AloneOnTheMachine))]
public sealed class When_everything_breaks : IDisposable
{
    private readonly DataDirectory _data = DataDirectory.Open();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("embedded", "1")]
    [InlineData("rabbitmq", "2")]
    public async Task Should_lose_nothing_and_do_nothing_twice(string transport, string minutes)
    {
        var run = await TortureProcess.RunAsync(_data.Path, "--seed=20101201", $"--transport={transport}", $"--minutes={minutes}", "--rate=20", "--drain-limit=600");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.All(["lost", "unexpected", "duplicated", "violations", "unfinished", "wrongAnswers"], name => Assert.Equal(0, run[name]));
        // It has to have been a torture: orders came through, and most of what was planned has happened.
        Assert.InRange(run["acknowledged"], 500, int.MaxValue);
        Assert.InRange(run.Result.GetProperty("faults").EnumerateObject().Count(), 12, int.MaxValue);
        Assert.Empty(Programs.RunningIn(_data.Path));
    }

    [Fact]
    public async Task Should_tell_Kafka_every_event_in_its_order()
    {
        var run = await TortureProcess.RunAsync(
            _data.Path, "--seed=20101202", "--kafka", "--hosts=2", "--minutes=0.6", "--rate=20", "--drain-limit=600",
            "--faults=kafka-broker-down,kafka-all-down,kafka-leaders-moved,kill-host,freeze-host,postgres-crash,postgres-connections-killed,duplicates");

        Assert.True(run.ExitCode == 0, run.Output);
        var hub = run.Result.GetProperty("hub");
        Assert.All(["lost", "reordered", "unexpected"], name => Assert.Equal(0, hub.GetProperty(name).GetInt32()));
        // Six of each order that completes, and its payment's.
        Assert.InRange(hub.GetProperty("events").GetInt32(), 4 * run["acknowledged"], 10 * run["sent"]);
        Assert.All(["kafka-broker-down", "kafka-all-down", "kill-host"], fault => Assert.InRange(run.Of(fault), 1, int.MaxValue));
        Assert.Empty(Programs.RunningIn(_data.Path));
    }

    [Fact]
    public async Task Should_leave_nothing_behind_when_it_is_killed_itself()
    {
        await using var torture = TestProcess.Start(Programs.Torture, TortureProcess.Arguments(_data.Path, "--seed=1", "--faults=none", "--transport=rabbitmq"));
        await Until.TrueAsync(
            () => Task.FromResult(torture.HasEnded || torture.Output.Contains("acknowledged", StringComparison.Ordinal)), () => Task.FromResult(torture.Output));
        Assert.NotEmpty(Programs.RunningIn(_data.Path));

        await torture.KillAsync();

        await Until.TrueAsync(
            () => Task.FromResult(Programs.RunningIn(_data.Path).Count == 0), () => Task.FromResult(string.Join('\n', Programs.RunningIn(_data.Path))));
    }

    [Fact]
    public async Task Should_end_with_one_and_say_so_when_the_drain_is_too_short()
    {
        // Half a minute of refused payments, and no time at all to get over it.
        var run = await TortureProcess.RunAsync(
            _data.Path, "--seed=3", "--minutes=0.4", "--rate=60", "--faults=gateway-hangs", "--drain-limit=1");

        Assert.True(run.ExitCode == 1, run.Output);
        Assert.InRange(run["unfinished"], 1, int.MaxValue);
        Assert.Equal(0, run["lost"]);
    }
}
