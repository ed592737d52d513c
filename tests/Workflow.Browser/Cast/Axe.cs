using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Workflow.Browser.Cast;

/// <summary>axe-core, which finds barriers for people who cannot see the page or use a mouse; installed in a directory of its own.</summary>
public sealed class Axe : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _directory = Directory.CreateTempSubdirectory("wf-axe-").FullName;
    private string _script = "";

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "package.json", "package-lock.json", ".npmrc" })
            File.Copy(Path.Combine(Sources(), name), Path.Combine(_directory, name));
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(npm.ExitCode == 0, $"npm: {await output}{await errors}");
        _script = await File.ReadAllTextAsync(Path.Combine(_directory, "node_modules", "axe-core", "axe.min.js"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What is serious or critical on the page, one line a finding.</summary>
    public async Task<List<string>> FindAsync(IPage page)
    {
        // Evaluated by the debugger, which a content security policy does not bind: the page itself could not load it.
        await page.EvaluateAsync(_script);
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations");
        return [.. found.EnumerateArray().Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical").SelectMany(Lines)];
    }

    private static IEnumerable<string> Lines(JsonElement violation) => violation.GetProperty("nodes").EnumerateArray().Select(node =>
        $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}");

    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "../../../clients/axe"));
}
