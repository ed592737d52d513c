using Workflow.Contracts;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Participants.Stock;

namespace Workflow.Host.Admin;

/// <summary>Books goods that arrive, from whichever door. The same delivery again changes nothing.</summary>
internal sealed class StockDesk(OperatorDesk desk, StockReceipts receipts)
{
    internal const string Action = "stock-receive";

    /// <summary>False when this delivery had been booked before.</summary>
    internal Task<bool> ReceiveAsync(AdminCall call, string receiptId, IReadOnlyList<ItemQuantity> lines, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish(Action, receiptId), AdminRoles.Admin, async token =>
        {
            var isNew = await receipts.ReceiveAsync(receiptId, lines, token);
            return new Acted<bool>(isNew, isNew ? AuditResults.Done : AuditResults.Repeated, $"{lines.Count} lines.");
        }, cancellationToken);
}
