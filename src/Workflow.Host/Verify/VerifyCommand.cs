namespace Workflow.Host.Verify;

/// <summary>
/// Proves from the data alone that every promise was kept. To be run on a quiet system: what is still under way is
/// shown as unfinished.
/// </summary>
internal static class VerifyCommand
{
    private static readonly SqlCheck[] Checks =
        [.. OrderChecks.All, .. StockChecks.All, .. PaymentChecks.All, .. ShipmentChecks.All, .. MessageChecks.All];

    /// <summary>Runs all checks, writes the table and, as the last line, a JSON object.</summary>
    /// <returns>0 when nothing was found, 1 for violations or a ledger that was named but could not be read.</returns>
    public static async Task<int> RunAsync(
        string connectionString, Uri? gatewayUrl, string? ledgerFile, TextWriter output, CancellationToken cancellationToken)
    {
        var report = new VerifyReport(output);
        await using var session = await VerifySession.OpenAsync(connectionString, cancellationToken);
        await report.StartAsync();
        await RunAsync(Checks, session, report, cancellationToken);
        foreach (var result in await new HistoryCheck(session).RunAsync(cancellationToken))
            await report.AddAsync(result);
        var orders = await session.CountOrdersAsync(cancellationToken);

        // Last, because a ledger that breaks off spoils the transaction.
        var ledger = new GatewayLedger(gatewayUrl, ledgerFile);
        var notRead = ledger.IsGiven
            ? await ledger.LoadAsync(session, cancellationToken)
            : "name the gateway (Payment:GatewayUrl) or a file with its ledger (Payment:LedgerFile)";
        if (notRead is null)
            await RunAsync(GatewayChecks.All, session, report, cancellationToken);
        else
            await SkipAsync(GatewayChecks.All, notRead, report);

        await report.EndAsync(orders);
        return report.Violations == 0 && (notRead is null || !ledger.IsGiven) ? 0 : 1;
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
