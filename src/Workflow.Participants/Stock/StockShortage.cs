namespace Workflow.Participants.Stock;

/// <summary>Finds the products that one reservation brought down to the level at which others want to know.</summary>
internal static class StockShortage
{
    /// <summary>
    /// The levels that <paramref name="reserved"/> has crossed. Only a crossing counts: a product that was low before is
    /// not told of again until goods came in, or back, and were taken once more.
    /// </summary>
    /// <param name="ledger">The stock as the reservation left it.</param>
    /// <param name="reserved">A reservation that was made just now.</param>
    /// <param name="lowLevel">Pieces at or below which a product is low.</param>
    public static List<StockLevel> Crossed(StockLedger ledger, Reservation reserved, long lowLevel)
    {
        List<StockLevel> crossed = [];
        for (var i = 0; i < reserved.Items!.Count; i++)
        {
            var level = ledger.Level(reserved.Items[i].Sku)!;
            if (level.OnHand <= lowLevel && level.OnHand + reserved.Items[i].Quantity > lowLevel)
                crossed.Add(level);
        }
        return crossed;
    }
}
