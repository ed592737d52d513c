using Workflow.Contracts;

namespace Workflow.Participants.Stock;

/// <summary>Finds out why an order cannot be reserved, and says it.</summary>
internal static class StockRefusal
{
    /// <summary>Most SKUs that an answer names.</summary>
    public const int MaxShortages = 10;

    /// <summary>Refuses what intake should never have let through: a line without pieces would put goods on stock.</summary>
    public static Reservation? OfLines(IReadOnlyList<ItemQuantity> lines)
    {
        if (lines.Count == 0)
            return new Reservation(ReservationStatus.Rejected, [], "The order names no goods.");
        foreach (var line in lines)
        {
            if (line.Quantity < 1)
                return new Reservation(ReservationStatus.Rejected, [], SagaAnswers.Cut($"The order wants {line.Quantity} of {line.Sku}.", SagaAnswers.MaxText));
        }
        return null;
    }

    /// <summary>The rejected reservation; null when everything is there.</summary>
    /// <param name="ledger">What is on hand.</param>
    /// <param name="wanted">Each SKU once.</param>
    public static Reservation? OfStock(StockLedger ledger, IReadOnlyList<ItemQuantity> wanted)
    {
        var missing = wanted.Where(line => Missing(ledger, line) > 0).ToList();
        if (missing.Count == 0)
            return null;
        var named = missing.Take(MaxShortages).Select(line => line with { Quantity = Missing(ledger, line) }).ToList();
        return new Reservation(ReservationStatus.Rejected, named, Reason(ledger, missing));
    }

    private static int Missing(StockLedger ledger, ItemQuantity line) =>
        (int)Math.Max(0, line.Quantity - (ledger.Level(line.Sku)?.OnHand ?? 0));

    private static string Reason(StockLedger ledger, List<ItemQuantity> missing)
    {
        var first = missing[0];
        var text = ledger.Level(first.Sku) is { } level
            ? $"Too little on stock of {first.Sku}: wanted {first.Quantity}, on hand {level.OnHand}"
            : $"Unknown product {first.Sku}";
        return SagaAnswers.Cut(missing.Count == 1 ? $"{text}." : $"{text}; {missing.Count - 1} more SKUs fall short.", SagaAnswers.MaxText);
    }
}
