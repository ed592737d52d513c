using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Bulk;

/// <summary>
/// Whether an order really moved on after a bulk action. That the command was taken proves nothing: a step that is tried again
/// may fail again.
/// </summary>
internal static class BulkVerdict
{
    /// <summary>After so long without a word of it, an order's fate is left open.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>The item's new state, one of <see cref="BulkItemStates"/>, and the reason; null while it has to be waited for.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="item">The step at which it was stuck, and where its history stood.</param>
    /// <param name="now">The order now.</param>
    /// <param name="waited">Since the command was given.</param>
    internal static (string State, string Detail)? Of(
        OperatorAction action, (string? Step, int Sequence) item, (string State, string? Step, int Sequence, string? Error) now, TimeSpan waited)
    {
        if (now.Sequence <= item.Sequence)
            return waited > Patience ? (BulkItemStates.Undecided, "The order has not taken the command.") : null;
        if (OrderStates.IsTerminal(now.State))
            return (BulkItemStates.Resolved, $"It ended: {now.State}.");
        if (now.State == OrderStates.Suspended)
            return (BulkItemStates.Stuck, $"It is suspended again at the step {now.Step}: {now.Error}");
        if (action is OperatorAction.Retry or OperatorAction.Skip && now.Step != item.Step)
            return (BulkItemStates.Resolved, $"It went on to the step {now.Step}.");
        return waited > Patience ? (BulkItemStates.Undecided, $"It is still {now.State}.") : null;
    }
}

/// <summary>Pinned names of what became of one order of a bulk.</summary>
internal static class BulkItemStates
{
    internal const string Pending = "pending";
    internal const string Sent = "sent";
    internal const string Resolved = "resolved";
    internal const string Stuck = "stuck";
    internal const string Refused = "refused";
    internal const string Undecided = "undecided";
    internal const string Cancelled = "cancelled";

    internal static readonly string[] All = [Pending, Sent, Resolved, Stuck, Refused, Undecided, Cancelled];
}
