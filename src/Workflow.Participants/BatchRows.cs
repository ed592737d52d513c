namespace Workflow.Participants;

/// <summary>
/// The rows that a batch concerns, one for each order, under lock; and what becomes of them while the batch is decided
/// unit by unit.
/// </summary>
internal sealed class BatchRows<TRow>
    where TRow : class, IEquatable<TRow>
{
    private readonly HashSet<Guid> _inserted = [];
    private readonly Dictionary<Guid, TRow> _stored = [];
    private readonly Dictionary<Guid, TRow> _now = [];

    /// <summary>Rows that the batch leaves otherwise than they are stored.</summary>
    public List<KeyValuePair<Guid, TRow>> Changed => [.. _now.Where(pair => !_stored[pair.Key].Equals(pair.Value))];

    /// <summary>Notes a row that the batch itself has just inserted: to its first unit there was none.</summary>
    public void LoadInserted(Guid orderId) => _inserted.Add(orderId);

    /// <summary>Notes a row as it is stored; those inserted by the batch have been noted before.</summary>
    public void Load(Guid orderId, TRow row)
    {
        _stored[orderId] = row;
        if (!_inserted.Contains(orderId))
            _now[orderId] = row;
    }

    /// <summary>The row as the units so far have left it; null when the order had none before the batch.</summary>
    public TRow? Find(Guid orderId) => _now.GetValueOrDefault(orderId);

    public void Set(Guid orderId, TRow row) => _now[orderId] = row;
}
