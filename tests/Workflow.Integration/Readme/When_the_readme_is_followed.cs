using Workflow.Benchmarks;
using Workflow.Demo;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Processes;
using Workflow.TestSupport;

namespace Workflow.Integration.Readme;

/// <summary>
/// What one test can do of it: every command of the script is known to it with its options, and those of the HTTP door are run to
/// the letter against a host. build/follow-readme.sh runs them all in a fresh clone.
/// </summary>
public sealed class When_the_readme_is_followed(PostgresFixture postgres)
{
    private const string Address = "http://127.0.0.1:5080";

    [Fact]
    public async Task Should_name_only_verbs_and_options_that_there_are()
    {
        var verbs = await FencedCommands.RunAsync("./workflow --help");
        Dictionary<string, string> help = [];
        var commands = FencedCommands.OfTheScript().Where(command => command.Verb != "help").ToList();

        Assert.True(commands.Count > 15);
        foreach (var (where, verb, options) in commands)
        {
            Assert.True(verbs.Contains($"\n  {verb} ", StringComparison.Ordinal), $"{where}: ./workflow has no verb {verb}.");
            if (!help.TryGetValue(verb, out var known))
                help[verb] = known = await HelpOfAsync(verb);
            foreach (var option in options.Where(option => option != "help" && !option.Contains(':')))
                Assert.True(known.Contains($"--{option}", StringComparison.Ordinal), $"{where}: ./workflow {verb} has no option --{option}.");
        }
    }

    [Fact]
    public async Task Should_take_the_requests_to_the_letter()
    {
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path);
        await using var host = await RunningHost.StartAsync(
            await postgres.CreateMigratedDatabaseAsync(), "Admin:Key=choose-one", $"Payment:GatewayUrl={gateway.Http.BaseAddress}");
        var requests = FencedCommands.In(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "README.md")))
            .Where(command => command.StartsWith("curl", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, requests.Count);
        foreach (var request in requests)
        {
            var answer = await FencedCommands.RunAsync(request.Replace(Address, host.Address.ToString().TrimEnd('/')) + " --silent --show-error --fail-with-body");
            Assert.DoesNotContain("problem", answer);
        }
        await Eventually.EqualAsync(1L, () => host.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE state = 'Completed'"));
    }

    private static async Task<string> HelpOfAsync(string verb) => verb switch
    {
        // These would build first; the text is their program's own.
        "demo" => DemoOptions.Help,
        "torture" => await TextAsync(Programs.Torture),
        "bench" => BenchOptions.Help,
        "check-participant" => CheckParticipant.CheckOptions.Help,
        _ => await FencedCommands.RunAsync($"./workflow {verb} --help"),
    };

    private static async Task<string> TextAsync(string dll)
    {
        await using var process = TestProcess.Start(dll, ["--help"]);
        await process.EndAsync();
        return process.Output;
    }
}
