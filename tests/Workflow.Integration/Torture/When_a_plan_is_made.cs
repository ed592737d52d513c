using Workflow.Torture;
using Workflow.Torture.Plan;

namespace Workflow.Integration.Torture;

public sealed class When_a_plan_is_made
{
    [Fact]
    public void Should_depend_on_the_options_alone()
    {
        Assert.Equal(Text("--seed=7"), Text("--seed=7"));
        Assert.NotEqual(Text("--seed=7"), Text("--seed=8"));
        Assert.NotEqual(Text("--seed=7"), Text("--seed=7", "--hosts=4"));
        Assert.Equal(Text("--seed=7", "--faults=kill-host,poison"), Text("--seed=7", "--faults=poison,kill-host"));
    }

    [Fact]
    public void Should_stay_the_same_in_later_versions()
    {
        Assert.Equal(
            [
                "  all    host2     clock-shift",
                "   5.0 s host3     kill-host for 2 s",
            ],
            FaultPlan.Create(Options("--seed=1", "--minutes=0.3", "--faults=kill-host,clock-shift")).Take(2).Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("--transport=embedded")]
    [InlineData("--transport=rabbitmq")]
    [InlineData("--transport=rabbitmq --cluster")]
    [InlineData("--kafka")]
    public void Should_hold_every_fault_that_fits(string setting)
    {
        var options = Options(["--seed=3", "--minutes=5", .. setting.Split(' ')]);

        var plan = FaultPlan.Create(options);

        Assert.Equal(options.Faults.Select(kind => kind.Name).Order(), plan.Select(fault => fault.Kind.Name).Distinct().Order());
    }

    [Fact]
    public void Should_do_one_thing_to_one_target_at_a_time_and_end_before_the_run()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var plan = FaultPlan.Create(Options($"--seed={seed}", "--minutes=2", "--transport=rabbitmq", "--cluster"));
            foreach (var faults in plan.Where(fault => !fault.Kind.IsWholeRun).GroupBy(fault => fault.TargetName))
            {
                var ordered = faults.OrderBy(fault => fault.At).ToList();
                Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.At + pair.First.Seconds <= pair.Second.At, $"seed {seed}: {pair}"));
                Assert.All(ordered, fault => Assert.InRange(fault.At, 1, 115));
            }
        }
    }

    [Fact]
    public void Should_repeat_no_fault_before_each_has_come_once()
    {
        var names = FaultPlan.Create(Options("--seed=5", "--minutes=10", "--faults=kill-host,freeze-host,poison,gateway-errors")).Select(fault => fault.Kind.Name).ToList();

        Assert.Equal(4, names.Take(4).Distinct().Count());
        Assert.True(names.Count > 40);
    }

    [Theory]
    [InlineData("There is no fault flood.", "--faults=flood")]
    [InlineData("The fault kafka-all-down needs --kafka.", "--faults=kafka-all-down")]
    [InlineData("The fault broker-kill does not fit this transport.", "--faults=broker-kill")]
    [InlineData("The fault partition does not fit this transport.", "--transport=rabbitmq", "--faults=partition")]
    [InlineData("--cluster needs --transport rabbitmq.", "--cluster")]
    [InlineData("--transport must be one of embedded, rabbitmq, not 'pigeon'.", "--transport=pigeon")]
    public void Should_refuse_what_cannot_be_planned(string error, params string[] arguments)
    {
        Assert.Null(TortureOptions.Parse([.. Programs, .. arguments], out var actual));
        Assert.Equal(error, actual);
    }

    private static string[] Programs => [$"--host-dll={Processes.Programs.Host}", $"--gateway-dll={Processes.Programs.Gateway}"];

    private static string Text(params string[] arguments) => string.Join('\n', FaultPlan.Create(Options(arguments)));

    private static TortureOptions Options(params string[] arguments)
    {
        var options = TortureOptions.Parse([.. Programs, .. arguments], out var error);
        Assert.Null(error);
        return options!;
    }
}
