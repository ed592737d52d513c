using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Workflow.Host.Verify;

/// <summary>Copies the gateway's ledger beside the payments, where the checks can join it.</summary>
internal sealed class GatewayLedger(Uri? gatewayUrl, string? ledgerFile)
{
    private const string Create =
        """
        CREATE TEMPORARY TABLE verify_ledger (
            key text NOT NULL, captures integer NOT NULL, captured numeric NOT NULL, refunded numeric NOT NULL,
            status text NOT NULL) ON COMMIT DROP;
        """;

    private const string Copy = "COPY verify_ledger (key, captures, captured, refunded, status) FROM STDIN (FORMAT BINARY)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is a ledger to ask for.</summary>
    public bool IsGiven => ledgerFile is not null || gatewayUrl is not null;

    /// <summary>Loads the table <c>verify_ledger</c>.</summary>
    /// <returns>Null, or why the ledger could not be read, for people.</returns>
    public async Task<string?> LoadAsync(VerifySession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(Create, cancellationToken);
            await CopyAsync(session.Connection, cancellationToken);
            await session.ExecuteAsync("ANALYZE verify_ledger", cancellationToken);
            return null;
        }
        catch (Exception e) when (IsUnreadable(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"the ledger at {ledgerFile ?? gatewayUrl!.ToString()} could not be read: {e.Message}";
        }
    }

    private static bool IsUnreadable(Exception e) =>
        e is HttpRequestException or IOException or UnauthorizedAccessException or FormatException;

    private async Task CopyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        await using var source = ledgerFile is not null
            ? File.OpenRead(ledgerFile)
            : await http.GetStreamAsync(new Uri(gatewayUrl!.ToString().TrimEnd('/') + "/ledger"), cancellationToken);
        using var lines = new StreamReader(source);
        await using var import = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
        for (var number = 1; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
            if (line.Length > 0)
                await WriteAsync(import, Parse(line, number), cancellationToken);
        await import.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter import, Entry entry, CancellationToken cancellationToken)
    {
        await import.StartRowAsync(cancellationToken);
        await import.WriteAsync(entry.Key, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(entry.Captures, NpgsqlDbType.Integer, cancellationToken);
        await import.WriteAsync(entry.Captured, NpgsqlDbType.Numeric, cancellationToken);
        await import.WriteAsync(entry.Refunded, NpgsqlDbType.Numeric, cancellationToken);
        await import.WriteAsync(entry.Status, NpgsqlDbType.Text, cancellationToken);
    }

    private static Entry Parse(string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, JsonSerializerOptions.Web)!;
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {number} is no object with key, captures, captured, refunded and status", e);
        }
    }

    private sealed record Entry
    {
        public required string Key { get; init; }

        public required int Captures { get; init; }

        public required decimal Captured { get; init; }

        public required decimal Refunded { get; init; }

        public required string Status { get; init; }
    }
}
