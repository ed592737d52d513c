using System.Text.Json;
using Workflow.Host.Serve;
using Workflow.Host.Verify;

namespace Workflow.Integration.Verify;

/// <summary>What one run of <c>verify</c> said.</summary>
internal sealed record VerifyRun(int ExitCode, string Text, JsonElement Json)
{
    public Dictionary<string, (long Examined, long Violations)> Checks => Json.GetProperty("checks").EnumerateArray()
        .ToDictionary(
            check => check.GetProperty("name").GetString()!,
            check => (check.GetProperty("examined").GetInt64(), check.GetProperty("violations").GetInt64()));

    public IEnumerable<string> Broken => Checks.Where(check => check.Value.Violations > 0).Select(check => check.Key);

    public static Task<VerifyRun> WithAsync(string database, Uri? gateway, string? ledgerFile) =>
        WithAsync(database, new VerifyScope(gateway, ledgerFile, new BuiltInParticipants()));

    public static async Task<VerifyRun> WithAsync(string database, VerifyScope scope)
    {
        var output = new StringWriter();
        var exitCode = await VerifyCommand.RunAsync(database, scope, output, CancellationToken.None);
        var text = output.ToString();
        return new VerifyRun(exitCode, text, JsonDocument.Parse(text.TrimEnd().Split('\n')[^1]).RootElement);
    }

    public static async Task<VerifyRun> WithLedgerAsync(string database, IEnumerable<string> ledger)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, ledger);
            return await WithAsync(database, null, file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
