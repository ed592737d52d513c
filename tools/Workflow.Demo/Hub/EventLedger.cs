namespace Workflow.Demo.Hub;

/// <summary>The books of a consumer that knows events by their ids: the first of each in the order in which it came.</summary>
internal sealed class EventLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, ToldEvent> _known = [];
    private readonly Dictionary<Guid, List<ToldEvent>> _orders = [];
    private readonly HashSet<Guid> _different = [];
    private int _repeated;

    public void Add(ToldEvent told)
    {
        lock (_lock)
        {
            if (_known.TryAdd(told.EventId, told))
            {
                if (!_orders.TryGetValue(told.OrderId, out var events))
                    _orders[told.OrderId] = events = [];
                events.Add(told);
                return;
            }
            _repeated++;
            // Under its id it must say what it said, about whom and where.
            if (_known[told.EventId] != told)
                _different.Add(told.EventId);
        }
    }

    /// <summary>What was read until now against <paramref name="history"/>, for the orders that it has.</summary>
    public EventJudgement Judge(IEnumerable<HistoryLine> history)
    {
        lock (_lock)
        {
            var result = new EventJudgement(_known.Count, _repeated, Unexpected: _different.Count);
            foreach (var order in history.GroupBy(line => line.OrderId))
                result = EventJudgement.Add(result, [.. order], _orders.GetValueOrDefault(order.Key, []));
            return result;
        }
    }

    /// <summary>Events of orders that are not among <paramref name="known"/>.</summary>
    public int CountOfOthers(IReadOnlySet<Guid> known)
    {
        lock (_lock)
            return _orders.Where(order => !known.Contains(order.Key)).Sum(order => order.Value.Count);
    }
}
