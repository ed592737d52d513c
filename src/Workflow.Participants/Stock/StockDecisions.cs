using Workflow.Contracts;

namespace Workflow.Participants.Stock;

/// <summary>What stock answers.</summary>
internal enum StockReply
{
    /// <summary>Nothing: the saga has moved on, or does not ask.</summary>
    None,

    /// <summary><see cref="StockReserved"/>.</summary>
    Reserved,

    /// <summary><see cref="StockRejected"/>.</summary>
    Rejected,

    /// <summary><see cref="StockReleased"/>.</summary>
    Released,

    /// <summary>The command contradicts what is stored; it must not happen, and changes nothing.</summary>
    Impossible,
}

/// <summary>
/// What each command means to the stock, decided against a batch's <see cref="StockLedger"/>. A unit that comes later
/// in the batch sees what the earlier ones left, so an order that would oversell is refused alone.
/// </summary>
internal static class StockDecisions
{
    /// <summary>Reserves all lines or none. A repeat gets the first answer again.</summary>
    public static StockReply Reserve(StockLedger ledger, Guid orderId, IReadOnlyList<ItemQuantity> lines)
    {
        if (ledger.Reservation(orderId) is { } earlier)
            return Again(earlier);
        if (StockRefusal.OfLines(lines) is { } invalid)
            return Reject(ledger, orderId, invalid);
        var wanted = Sum(lines);
        if (StockRefusal.OfStock(ledger, wanted) is { } shortage)
            return Reject(ledger, orderId, shortage);
        foreach (var line in wanted)
            ledger.Level(line.Sku)!.Reserve(line.Quantity);
        ledger.Set(orderId, new Reservation(ReservationStatus.Reserved, wanted));
        return StockReply.Reserved;
    }

    /// <summary>Puts a reservation back, or bars one that has not arrived yet.</summary>
    public static StockReply Release(StockLedger ledger, Guid orderId)
    {
        switch (ledger.Reservation(orderId))
        {
            case null:
                ledger.Set(orderId, Reservation.Barrier);
                return StockReply.Released;
            case { Status: ReservationStatus.Sold }:
                return StockReply.Impossible;
            case { Status: ReservationStatus.Reserved } held:
                foreach (var line in held.Items!)
                    Stored(ledger, line).Reserve(-line.Quantity);
                ledger.Set(orderId, held with { Status = ReservationStatus.Released });
                return StockReply.Released;
            default:
                return StockReply.Released;
        }
    }

    /// <summary>Turns a reservation into a sale; anything else is left as it is.</summary>
    public static StockReply Commit(StockLedger ledger, Guid orderId)
    {
        if (ledger.Reservation(orderId) is { Status: ReservationStatus.Reserved } held)
        {
            foreach (var line in held.Items!)
                Stored(ledger, line).Sell(line.Quantity);
            ledger.Set(orderId, held with { Status = ReservationStatus.Sold });
        }
        return StockReply.None;
    }

    /// <summary>Takes goods in; false when this receipt was taken in before.</summary>
    public static bool Receive(StockLedger ledger, string receiptId, IReadOnlyList<ItemQuantity> lines)
    {
        if (!ledger.TakeReceipt(receiptId))
            return false;
        foreach (var line in lines)
            ledger.LevelOrNew(line.Sku).Receive(line.Quantity);
        return true;
    }

    private static StockReply Reject(StockLedger ledger, Guid orderId, Reservation refusal)
    {
        ledger.Set(orderId, refusal);
        return StockReply.Rejected;
    }

    private static StockReply Again(Reservation earlier) => earlier.Status switch
    {
        ReservationStatus.Reserved or ReservationStatus.Sold => StockReply.Reserved,
        ReservationStatus.Rejected => StockReply.Rejected,
        _ => StockReply.None,
    };

    private static StockLevel Stored(StockLedger ledger, ItemQuantity line) => ledger.Level(line.Sku)
        ?? throw new InvalidOperationException($"SKU '{line.Sku}' is reserved but not on the list of items.");

    private static List<ItemQuantity> Sum(IReadOnlyList<ItemQuantity> lines)
    {
        Dictionary<string, int> places = new(lines.Count, StringComparer.Ordinal);
        List<ItemQuantity> sums = new(lines.Count);
        foreach (var line in lines)
        {
            if (places.TryAdd(line.Sku, sums.Count))
                sums.Add(new ItemQuantity(line.Sku, line.Quantity));
            else
                sums[places[line.Sku]] = new ItemQuantity(line.Sku, checked(sums[places[line.Sku]].Quantity + line.Quantity));
        }
        return sums;
    }
}
