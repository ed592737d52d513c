namespace Workflow.Participants.Stock;

/// <summary>
/// What a batch needs to know of the stock, under lock, and what becomes of it while the batch is decided unit by unit.
/// </summary>
/// <param name="units">How many units the batch has.</param>
internal sealed class StockLedger(int units)
{
    private readonly Dictionary<string, StockLevel> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, (Reservation Now, bool IsStored)> _reservations = new(units);
    private readonly HashSet<Guid> _changed = new(units);
    private readonly HashSet<string> _newReceipts = new(StringComparer.Ordinal);

    public IEnumerable<StockLevel> ChangedLevels => _levels.Values.Where(level => level.IsChanged);

    /// <summary>Reservations to write; <c>IsStored</c> tells an update from an insert.</summary>
    public IEnumerable<(Guid OrderId, Reservation Reservation, bool IsStored)> ChangedReservations =>
        _changed.Select(id => (id, _reservations[id].Now, _reservations[id].IsStored));

    public void Load(string sku, long onHand) => _levels[sku] = new StockLevel(sku, onHand, isStored: true);

    public void Load(Guid orderId, Reservation reservation) => _reservations[orderId] = (reservation, true);

    /// <summary>Notes a receipt that was not known before.</summary>
    public void LoadNewReceipt(string receiptId) => _newReceipts.Add(receiptId);

    public StockLevel? Level(string sku) => _levels.GetValueOrDefault(sku);

    public StockLevel LevelOrNew(string sku)
    {
        if (!_levels.TryGetValue(sku, out var level))
            _levels[sku] = level = new StockLevel(sku, 0, isStored: false);
        return level;
    }

    public Reservation? Reservation(Guid orderId) => _reservations.TryGetValue(orderId, out var found) ? found.Now : null;

    public Reservation Set(Guid orderId, Reservation reservation)
    {
        _reservations[orderId] = (reservation, _reservations.TryGetValue(orderId, out var found) && found.IsStored);
        _changed.Add(orderId);
        return reservation;
    }

    /// <summary>True once for each new receipt: a second unit of the same batch with that id changes nothing.</summary>
    public bool TakeReceipt(string receiptId) => _newReceipts.Remove(receiptId);
}
