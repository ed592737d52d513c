namespace Workflow.PaymentGateway.Ledger;

/// <summary>One line of the ledger file. <see cref="Status"/> is what the key became by it.</summary>
internal sealed record LedgerEntry(
    string Key, string Status, decimal Amount, string? Currency, string? Reference, string? Reason, DateTimeOffset At);

/// <summary>The names that stand in the file and in the answers.</summary>
internal static class ChargeStatus
{
    public const string Captured = "captured";
    public const string Declined = "declined";
    public const string Reversed = "reversed";
}
