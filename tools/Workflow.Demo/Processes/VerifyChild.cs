using System.Text.Json;

namespace Workflow.Demo.Processes;

/// <summary>Runs the product's own proof, shows its table and takes the count from its last line.</summary>
internal static class VerifyChild
{
    public static async Task<int> RunAsync(DemoOptions options, string connectionString, string gatewayUrl, CancellationToken stop)
    {
        string? last = null;
        // By environment: a connection string can hold a password, and every user can read a command line.
        var secrets = new Dictionary<string, string> { ["ConnectionStrings__Workflow"] = connectionString };
        await using var child = ChildProcess.Start(
            options.HostDll, ["verify", $"--Payment:GatewayUrl={gatewayUrl}"], Path.Combine(options.LogDirectory, "verify.log"), secrets,
            line => last = Show(last, line));
        await child.Exited.WaitAsync(stop);
        return ViolationsIn(last) ?? throw new DemoException($"verify ended with exit code {child.ExitCode} and without a result:\n{child.LastLines}");
    }

    // One line late, so that the last one, which is for programs, is not shown.
    private static string Show(string? before, string line)
    {
        if (before is not null)
            Console.WriteLine($"  {before}");
        return line;
    }

    private static int? ViolationsIn(string? line)
    {
        if (line is null || !line.StartsWith('{'))
            return null;
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("violations", out var count) ? count.GetInt32() : null;
    }
}
