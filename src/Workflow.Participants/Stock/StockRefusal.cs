namespace Workflow.Participants.Stock;

/// <summary>Finds out why an order cannot be reserved, and says it.</summary>
internal static class StockRefusal
{
    /// <summary>Most SKUs that an answer names.</summary>
    public const int MaxShortages = 10;

    /// <summary>The rejected reservation; null when everything is there.</summary>
    public static Reservation? Of(StockLedger ledger, IReadOnlyList<StockLine> wanted)
    {
        if (wanted.Count == 0)
            return new Reservation(ReservationStatus.Rejected, [], "The order names no goods.");
        var invalid = wanted.FirstOrDefault(line => line.Quantity < 1);
        if (invalid.Sku is not null)
            return new Reservation(ReservationStatus.Rejected, [invalid], $"The order wants {invalid.Quantity} of {invalid.Sku}.");
        var missing = wanted.Where(line => Missing(ledger, line) > 0).ToList();
        if (missing.Count == 0)
            return null;
        var named = missing.Take(MaxShortages).Select(line => line with { Quantity = Missing(ledger, line) }).ToList();
        return new Reservation(ReservationStatus.Rejected, named, Reason(ledger, missing));
    }

    private static long Missing(StockLedger ledger, StockLine line) => line.Quantity - (ledger.Level(line.Sku)?.OnHand ?? 0);

    private static string Reason(StockLedger ledger, List<StockLine> missing)
    {
        var first = missing[0];
        var text = ledger.Level(first.Sku) is { } level
            ? $"Too little on stock of {first.Sku}: wanted {first.Quantity}, on hand {level.OnHand}"
            : $"Unknown product {first.Sku}";
        return SagaAnswers.Cut(missing.Count == 1 ? $"{text}." : $"{text}; {missing.Count - 1} more SKUs fall short.", SagaAnswers.MaxText);
    }
}
