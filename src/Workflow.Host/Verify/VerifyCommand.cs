using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Verify;

/// <summary>
/// Proves from the data alone that every promise was kept. To be run on a quiet system: what is still under way is
/// shown as unfinished.
/// </summary>
internal static class VerifyCommand
{
    /// <summary>Runs all checks, writes the table and, as the last line, a JSON object.</summary>
    /// <returns>0 when nothing was found, 1 for violations or a ledger that was named but could not be read.</returns>
    public static async Task<int> RunAsync(
        string connectionString, VerifyScope scope, TextWriter output, CancellationToken cancellationToken)
    {
        var report = new VerifyReport(output);
        await using var session = await VerifySession.OpenAsync(connectionString, cancellationToken);
        await report.StartAsync();
        await RunAsync(OrderChecks.All, session, report, cancellationToken);
        foreach (var (checks, isHere, queue) in scope.ByParticipant)
        {
            if (isHere)
                await RunAsync(checks, session, report, cancellationToken);
            else
                await SkipAsync(checks, VerifyScope.Elsewhere(queue), report);
        }
        await RunAsync(MessageChecks.All, session, report, cancellationToken);
        foreach (var result in await new HistoryCheck(session).RunAsync(cancellationToken))
            await report.AddAsync(result);
        var orders = await session.CountOrdersAsync(cancellationToken);

        // Last, because a ledger that breaks off spoils the transaction.
        var isReadable = await CompareWithGatewayAsync(scope, session, report, cancellationToken);

        await report.EndAsync(orders);
        return report.Violations == 0 && isReadable ? 0 : 1;
    }

    /// <summary>False when a ledger was named that cannot be read.</summary>
    private static async Task<bool> CompareWithGatewayAsync(
        VerifyScope scope, VerifySession session, VerifyReport report, CancellationToken cancellationToken)
    {
        var ledger = new GatewayLedger(scope.GatewayUrl, scope.LedgerFile);
        if (!scope.Participants.Payment)
        {
            await SkipAsync(GatewayChecks.All, VerifyScope.Elsewhere(OrderQueues.Payment), report);
            return true;
        }
        var notRead = ledger.IsGiven
            ? await ledger.LoadAsync(session, cancellationToken)
            : "name the gateway (Payment:GatewayUrl) or a file with its ledger (Payment:LedgerFile)";
        if (notRead is null)
            await RunAsync(GatewayChecks.All, session, report, cancellationToken);
        else
            await SkipAsync(GatewayChecks.All, notRead, report);
        return notRead is null || !ledger.IsGiven;
    }

    private static async Task RunAsync(
        SqlCheck[] checks, VerifySession session, VerifyReport report, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
            await report.AddAsync(await session.RunAsync(check, cancellationToken));
    }

    private static async Task SkipAsync(SqlCheck[] checks, string why, VerifyReport report)
    {
        foreach (var check in checks)
            await report.AddAsync(CheckResult.Skipped(check.Name, why));
    }
}
