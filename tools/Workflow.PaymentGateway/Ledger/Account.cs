using System.Globalization;
using Workflow.Tools;

namespace Workflow.PaymentGateway.Ledger;

/// <summary>
/// All that happened to one key. <see cref="Captures"/> counts the capture lines of the file, so that a second capture
/// would be seen and not be hidden by the key.
/// </summary>
internal sealed record Account(
    string Key, string Status, decimal Amount, string? Currency, string? Reference, string? Reason, int Captures, decimal Captured, decimal Refunded)
{
    public bool IsFor(decimal amount, string currency) => Amount == amount && Currency == currency;

    /// <summary>The only place where an entry changes an account: at run time and when the file is read back.</summary>
    public static Account Apply(Account? before, LedgerEntry entry) => entry.Status switch
    {
        ChargeStatus.Captured => new(entry.Key, entry.Status, entry.Amount, entry.Currency, entry.Reference, null,
            (before?.Captures ?? 0) + 1, (before?.Captured ?? 0) + entry.Amount, before?.Refunded ?? 0),
        ChargeStatus.Declined => new(entry.Key, entry.Status, entry.Amount, entry.Currency, null, entry.Reason, 0, 0, 0),
        ChargeStatus.Reversed when before is null => new(entry.Key, entry.Status, 0, null, null, null, 0, 0, 0),
        ChargeStatus.Reversed => before with { Status = entry.Status, Refunded = before.Refunded + entry.Amount },
        _ => throw new FormatException($"'{entry.Status}' is not a status of the ledger."),
    };

    /// <summary>The entry a charge of this key makes; null when the key was used before.</summary>
    public static LedgerEntry? Charge(Account? before, LedgerCommand command, DateTimeOffset now)
    {
        if (before is not null)
            return null;
        return command.DeclineReason is { } reason
            ? new(command.Key, ChargeStatus.Declined, command.Amount, command.Currency, null, reason, now)
            : new(command.Key, ChargeStatus.Captured, command.Amount, command.Currency, ReferenceOf(command.Key), null, now);
    }

    /// <summary>The entry a reversal makes; null when the key is reversed already.</summary>
    public static LedgerEntry? Reversal(Account? before, LedgerCommand command, DateTimeOffset now) =>
        before?.Status == ChargeStatus.Reversed
            ? null
            : new(command.Key, ChargeStatus.Reversed, before is null ? 0 : before.Captured - before.Refunded, before?.Currency, before?.Reference, null, now);

    private static string ReferenceOf(string key) =>
        string.Create(CultureInfo.InvariantCulture, $"ch_{StableHash.Of(0, key, "reference"):x16}");
}
