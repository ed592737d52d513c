using Workflow.Contracts;
using Workflow.Participants.Stock;

namespace Workflow.Tests.Stock;

/// <summary>A shop with some goods and one order, and what the columns of a SKU have moved by.</summary>
internal static class StockScene
{
    public static readonly Guid Order = new("0197a000-0000-7000-8000-000000000001");
    public static readonly Guid OtherOrder = new("0197a000-0000-7000-8000-000000000002");

    public static StockLedger Shop(params (string Sku, long OnHand)[] items)
    {
        var ledger = new StockLedger(items.Length);
        foreach (var (sku, onHand) in items)
            ledger.Load(sku, onHand);
        return ledger;
    }

    public static ItemQuantity[] Lines(params (string Sku, int Quantity)[] lines) =>
        [.. lines.Select(line => new ItemQuantity(line.Sku, line.Quantity))];

    public static (long Received, long OnHand, long Reserved, long Sold) Moved(this StockLedger ledger, string sku) =>
        ledger.Level(sku) is { } level ? (level.ReceivedDelta, level.OnHandDelta, level.ReservedDelta, level.SoldDelta) : default;
}
