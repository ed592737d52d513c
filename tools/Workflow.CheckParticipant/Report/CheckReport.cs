using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflow.CheckParticipant.Report;

/// <summary>A table for people, and a last line for programs.</summary>
internal sealed class CheckReport(TextWriter output, string participant)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<CheckResult> _results = [];

    public int Failed => Count(Outcome.Failed);

    public async Task AddAsync(CheckResult result)
    {
        _results.Add(result);
        var word = result.Outcome switch { Outcome.Passed => "ok", Outcome.Failed => "FAILED", _ => "skipped" };
        await output.WriteLineAsync($"{result.Check.Name,-26} {word,-8} {result.Came}");
        if (result.Outcome == Outcome.Failed)
            await output.WriteLineAsync($"{"",-35} expected: {result.Check.Expected}\n{"",-35} to mend:  {result.Check.Mend}\n{"",-35} order:    {result.Order}");
    }

    public async Task StartAsync() => await output.WriteLineAsync($"{"check",-26} {"result",-8} what came");

    public async Task EndAsync()
    {
        await output.WriteLineAsync($"{participant}: {Count(Outcome.Passed)} passed, {Failed} failed, {Count(Outcome.Skipped)} skipped");
        await output.WriteLineAsync(JsonSerializer.Serialize(
            new
            {
                participant,
                Passed = Count(Outcome.Passed),
                Failed,
                Skipped = Count(Outcome.Skipped),
                Checks = _results.Select(result => new
                {
                    result.Check.Name,
                    Outcome = result.Outcome.ToString().ToLowerInvariant(),
                    result.Check.Expected,
                    result.Came,
                    result.Order,
                }),
            },
            Json));
        await output.FlushAsync();
    }

    private int Count(Outcome outcome) => _results.Count(result => result.Outcome == outcome);
}
