using System.Text.Json;

namespace Workflow.Integration.Processes;

/// <summary>One run of the demo as users start it, and what its last line says.</summary>
internal sealed record DemoProcess(int ExitCode, JsonElement Result, string Output)
{
    public static async Task<DemoProcess> RunAsync(string dataDirectory, params string[] options)
    {
        await using var process = TestProcess.Start(Programs.Demo, Arguments(dataDirectory, options));
        var exitCode = await process.EndAsync();
        var output = process.Output;
        var last = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        Assert.True(last is not null, $"The demo ended with {exitCode} and without a result:\n{output}");
        return new DemoProcess(exitCode, JsonDocument.Parse(last).RootElement, output);
    }

    public static string[] Arguments(string dataDirectory, params string[] options) =>
        [$"--data={dataDirectory}", $"--host-dll={Programs.Host}", $"--gateway-dll={Programs.Gateway}", .. options];

    public int this[string name] => Result.GetProperty(name).GetInt32();

    public Dictionary<string, int> RefusedBy =>
        Result.GetProperty("refusedBy").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt32());
}
