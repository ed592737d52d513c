namespace Workflow.Participants.Stock;

/// <summary>What stock tells others. Section <c>Stock</c>.</summary>
public sealed class StockOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Stock";

    /// <summary>
    /// Pieces of a product at or below which it runs short, so that <see cref="Contracts.InventoryLow"/> is published; 0 to
    /// 1,000,000; default 10. At 0 only a product that is used up is told of.
    /// </summary>
    public int LowLevel { get; set; } = 10;
}
