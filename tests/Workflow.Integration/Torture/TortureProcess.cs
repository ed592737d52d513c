using System.Text.Json;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Torture;

/// <summary>One run of the torture as users start it, and what its last line says.</summary>
internal sealed record TortureProcess(int ExitCode, JsonElement Result, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static string[] Arguments(string directory, params string[] options) =>
        [$"--data={directory}", $"--host-dll={Programs.Host}", $"--gateway-dll={Programs.Gateway}", .. options];

    public static async Task<TortureProcess> RunAsync(string directory, params string[] options)
    {
        await using var process = TestProcess.Start(Programs.Torture, Arguments(directory, options));
        var exitCode = await EndAsync(process);
        var last = process.Output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        Assert.True(last is not null, $"The torture ended with {exitCode} and without a result:\n{process.Output}");
        return new TortureProcess(exitCode, JsonDocument.Parse(last).RootElement, process.Output);
    }

    public int this[string name] => Result.GetProperty(name).GetInt32();

    public int Of(string fault) => Result.GetProperty("faults").TryGetProperty(fault, out var count) ? count.GetInt32() : 0;

    /// <summary>One that does not end says by what it printed where it got stuck.</summary>
    private static async Task<int> EndAsync(TestProcess process)
    {
        try
        {
            return await process.EndAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The torture did not end within {Patience.TotalMinutes} minutes:\n{process.Output}");
        }
    }
}

/// <summary>These runs load the whole machine; what is measured beside them would be wrong.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;
