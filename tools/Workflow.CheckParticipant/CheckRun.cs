using System.Diagnostics;
using Workflow.CheckParticipant.Checks;
using Workflow.CheckParticipant.Participants;
using Workflow.CheckParticipant.Report;
using Workflow.CheckParticipant.Saga;

namespace Workflow.CheckParticipant;

/// <summary>All checks, one after the other, each with orders of its own.</summary>
internal static class CheckRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <returns>0 when nothing failed, else 1.</returns>
    /// <exception cref="CheckRefusedException">It cannot be tried as things are.</exception>
    public static async Task<int> RunAsync(CheckOptions options, TextWriter output, CancellationToken stop)
    {
        var script = Script.Of(options);
        var checks = Wanted(script, options.Only);
        await using var saga = await SagaStandIn.ConnectAsync(options, script.Queue, stop);
        await UntilConsumedAsync(saga, script.Queue, options.Wait, stop);
        var report = new CheckReport(output, script.Queue);
        await report.StartAsync();
        foreach (var check in checks)
            await report.AddAsync(await TryAsync(check, new Scene(saga, script, options, stop)));
        await report.EndAsync();
        return report.Failed == 0 ? 0 : 1;
    }

    internal static IEnumerable<Check> All(Script script) =>
        [.. ActionChecks.For(script), .. CompensationChecks.For(script), .. HostileChecks.For(script)];

    private static List<Check> Wanted(Script script, IReadOnlyList<string> only)
    {
        var all = All(script).ToList();
        if (only.FirstOrDefault(name => all.TrueForAll(check => check.Name != name)) is { } unknown)
            throw new CheckRefusedException($"There is no check '{unknown}'; the checks are {string.Join(", ", all.Select(check => check.Name))}.");
        return only.Count == 0 ? all : all.FindAll(check => only.Contains(check.Name));
    }

    private static async Task<CheckResult> TryAsync(Check check, Scene scene)
    {
        if (check.Skip is { } why)
            return new CheckResult(check, scene.Order, Outcome.Skipped, why);
        try
        {
            return new CheckResult(check, scene.Order, Outcome.Passed, await check.RunAsync(scene));
        }
        catch (CheckFailedException failed)
        {
            return new CheckResult(check, scene.Order, Outcome.Failed, failed.Message);
        }
    }

    private static async Task UntilConsumedAsync(SagaStandIn saga, string queue, TimeSpan limit, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (await saga.ConsumersAsync(stop) == 0)
        {
            if (Stopwatch.GetElapsedTime(since) >= limit)
                throw new CheckRefusedException($"Nobody consumes the queue '{queue}' after {limit.TotalSeconds:0} s: start your service at this broker and virtual host.");
            await Task.Delay(Pause, stop);
        }
    }
}
