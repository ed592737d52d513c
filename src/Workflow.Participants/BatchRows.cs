using Npgsql;

namespace Workflow.Participants;

/// <summary>
/// The rows that a batch concerns, one for each order, under lock; and what becomes of them while the batch is decided
/// unit by unit.
/// </summary>
/// <param name="units">How many units the batch has.</param>
internal sealed class BatchRows<TRow>(int units)
    where TRow : class, IEquatable<TRow>
{
    private readonly HashSet<Guid> _inserted = [];
    private readonly Dictionary<Guid, TRow> _stored = [];
    private readonly Dictionary<Guid, TRow> _now = new(units);

    /// <summary>Rows that the batch leaves otherwise than they are stored.</summary>
    public List<KeyValuePair<Guid, TRow>> Changed => [.. _now.Where(pair => _stored.TryGetValue(pair.Key, out var row) && !row.Equals(pair.Value))];

    /// <summary>Rows that are not stored, in the order of their keys, so that instances never deadlock; none in a careful try, which inserts before it decides.</summary>
    public List<KeyValuePair<Guid, TRow>> Added => [.. _now.Where(pair => !_stored.ContainsKey(pair.Key)).OrderBy(pair => pair.Key)];

    /// <summary>Notes the rows that the batch itself has just inserted: to the first unit of each there was none.</summary>
    public async Task ReadInsertedAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
            _inserted.Add(reader.GetGuid(0));
    }

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
