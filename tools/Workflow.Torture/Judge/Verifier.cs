using System.Diagnostics;
using System.Text.Json;
using Workflow.Demo.Processes;

namespace Workflow.Torture.Judge;

/// <summary>Runs the product's own proof against the database and the gateway's books.</summary>
internal static class Verifier
{
    /// <summary>The violations; the table goes to the reader only when there are some.</summary>
    public static async Task<int> CountViolationsAsync(string hostDll, string database, string gatewayUrl)
    {
        var start = new ProcessStartInfo(ChildProcess.Dotnet(), [hostDll, "verify", $"--Payment:GatewayUrl={gatewayUrl}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // By environment: every user can read a command line.
        start.Environment["ConnectionStrings__Workflow"] = database;
        using var verify = Process.Start(start)!;
        var error = verify.StandardError.ReadToEndAsync();
        var output = await verify.StandardOutput.ReadToEndAsync();
        await verify.WaitForExitAsync();
        var last = output.TrimEnd().Split('\n')[^1];
        if (!last.StartsWith('{'))
            throw new InvalidOperationException($"verify ended with exit code {verify.ExitCode} and without a result: {output}\n{await error}");
        using var json = JsonDocument.Parse(last);
        var violations = json.RootElement.GetProperty("violations").GetInt32();
        if (violations > 0 || verify.ExitCode != 0)
            Console.WriteLine(output);
        return verify.ExitCode == 0 ? violations : Math.Max(violations, 1);
    }
}
