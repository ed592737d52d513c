using System.Text.Json;

namespace Workflow.Integration.Processes;

/// <summary>One run of the verb <c>verify</c> as a process of its own.</summary>
internal sealed record Verify(int ExitCode, long Violations, string Output)
{
    public static Task<Verify> RunAsync(string database, Server gateway) =>
        RunAsync(database, $"--Payment:GatewayUrl={Server.Origin(gateway.Address)}");

    public static async Task<Verify> RunAsync(string database, string ledger)
    {
        await using var process = TestProcess.Start(Programs.Host, ["verify", ledger], ("ConnectionStrings__Workflow", database));
        var exitCode = await process.EndAsync();
        var last = process.Output.Split('\n')[^1];
        Assert.StartsWith("{", last, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(last);
        Assert.True(json.RootElement.GetProperty("notChecked").GetArrayLength() == 0, process.Output);
        return new Verify(exitCode, json.RootElement.GetProperty("violations").GetInt64(), process.Output);
    }

    public static async Task FindsNothingAsync(string database, Server gateway)
    {
        var verify = await RunAsync(database, gateway);
        Assert.True(verify is { ExitCode: 0, Violations: 0 }, verify.Output);
    }
}
