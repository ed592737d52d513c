namespace Workflow.Participants.Stock;

/// <summary>The mark that a delivery of goods was booked; the same receipt again changes nothing.</summary>
internal sealed class StockReceipt
{
    /// <summary>The sender's own id of the delivery; 1 to 64 characters.</summary>
    public string ReceiptId { get; init; } = "";

    /// <summary>When it was booked, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; init; }
}
