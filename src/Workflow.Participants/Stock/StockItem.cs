namespace Workflow.Participants.Stock;

/// <summary>What there is of one product. On hand, reserved and sold always add up to received.</summary>
internal sealed class StockItem
{
    /// <summary>Stock keeping unit, compared exactly.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Pieces that ever came in: the initial ones and all receipts.</summary>
    public long Received { get; set; }

    /// <summary>Pieces that are free.</summary>
    public long OnHand { get; set; }

    /// <summary>Pieces that are promised to orders that still run.</summary>
    public long Reserved { get; set; }

    /// <summary>Pieces that left with completed orders.</summary>
    public long Sold { get; set; }
}
