namespace Workflow.PaymentGateway.Ledger;

internal enum LedgerAction
{
    Look,
    Charge,
    Reverse,
    List,
}

/// <summary>A question to the ledger's writer; it is its own completion, so that a charge costs one allocation less.</summary>
internal sealed class LedgerCommand(LedgerAction action, string key)
    : TaskCompletionSource<LedgerReply>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public LedgerAction Action { get; } = action;
    public string Key { get; } = key;
    public decimal Amount { get; init; }
    public string? Currency { get; init; }

    /// <summary>Not null: decline the key if it is new.</summary>
    public string? DeclineReason { get; init; }

    /// <summary>Refuse the key without effect, if it is new and was not refused so before.</summary>
    public bool FailFirst { get; init; }
}

/// <param name="Account">The key's account; null when the ledger does not know the key.</param>
/// <param name="IsNew">This command wrote the entry.</param>
/// <param name="Failed">Refused without effect.</param>
/// <param name="All">Every account, for <see cref="LedgerAction.List"/>.</param>
internal readonly record struct LedgerReply(Account? Account, bool IsNew = false, bool Failed = false, Account[]? All = null);
