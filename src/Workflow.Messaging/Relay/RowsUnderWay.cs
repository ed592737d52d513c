using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Relay;

/// <summary>
/// Messages under way, by id. A dictionary behind a lock: the library's concurrent one makes an object for each message, which the collector
/// marks and moves, and takes all of its locks to be counted, which happens for each message.
/// </summary>
internal sealed class RowsUnderWay
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, OutboxRow> _rows = [];
    private volatile int _count;

    internal int Count => _count;

    internal bool Contains(Guid id) => Find(id) is not null;

    internal OutboxRow? Find(Guid id)
    {
        lock (_lock)
            return _rows.GetValueOrDefault(id);
    }

    internal bool TryAdd(OutboxRow row)
    {
        lock (_lock)
        {
            var added = _rows.TryAdd(row.MessageId, row);
            _count = _rows.Count;
            return added;
        }
    }

    internal void Remove(Guid id)
    {
        lock (_lock)
        {
            _rows.Remove(id);
            _count = _rows.Count;
        }
    }

    internal Guid[] Ids()
    {
        lock (_lock)
            return [.. _rows.Keys];
    }
}
