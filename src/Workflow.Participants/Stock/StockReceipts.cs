using Workflow.Contracts;

namespace Workflow.Participants.Stock;

/// <summary>Takes goods in.</summary>
internal sealed class StockReceipts(StockLane lane)
{
    /// <summary>Longest receipt id.</summary>
    public const int MaxReceiptId = 64;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Puts goods on stock, once for each receipt id; false when the receipt was taken in before.</summary>
    /// <exception cref="ArgumentException">The id is empty or too long, or a line lacks a SKU or pieces.</exception>
    /// <exception cref="Messaging.Lanes.LaneTimeoutException">The database did not take it in time; the same receipt may be sent again.</exception>
    public async Task<bool> ReceiveAsync(string receiptId, IReadOnlyList<ItemQuantity> lines, CancellationToken cancellationToken)
    {
        if (receiptId.Length is 0 or > MaxReceiptId)
            throw new ArgumentException($"A receipt id has 1 to {MaxReceiptId} characters.", nameof(receiptId));
        if (lines.Any(line => line.Sku.Length == 0 || line.Quantity < 1))
            throw new ArgumentException("Each line names a SKU and at least one piece.", nameof(lines));
        var unit = await lane.RunAsync(() => StockUnit.Receive(receiptId, lines), Deadline).WaitAsync(cancellationToken);
        return unit.IsApplied;
    }
}
