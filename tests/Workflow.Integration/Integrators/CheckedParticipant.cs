using System.Text.Json;
using Workflow.CheckParticipant;

namespace Workflow.Integration.Integrators;

/// <summary>What one run of <c>check-participant</c> said.</summary>
internal sealed record CheckedParticipant(int ExitCode, string Text, IReadOnlyDictionary<string, string> Outcomes)
{
    public IEnumerable<string> Failed => Outcomes.Where(check => check.Value == "failed").Select(check => check.Key);

    public static async Task<CheckedParticipant> RunAsync(Uri broker, string participant, params string[] options)
    {
        var parsed = CheckOptions.Parse([$"--rabbitmq={broker}", $"--participant={participant}", .. options], out var error);
        Assert.True(parsed is not null, error);
        var output = new StringWriter();
        var exitCode = await CheckRun.RunAsync(parsed, output, TestContext.Current.CancellationToken);
        var text = output.ToString();
        using var json = JsonDocument.Parse(text.TrimEnd().Split('\n')[^1]);
        return new CheckedParticipant(exitCode, text, json.RootElement.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("outcome").GetString()!));
    }

    /// <summary>Every check was made and passed, but for those that need something of the service that this one has not.</summary>
    public void AssertPassed(params string[] skipped)
    {
        Assert.True(ExitCode == 0, Text);
        Assert.All(Outcomes, check => Assert.True(check.Value == (skipped.Contains(check.Key) ? "skipped" : "passed"), Text));
        Assert.True(Outcomes.Count >= 16, Text);
    }
}
