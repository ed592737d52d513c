using System.Diagnostics.CodeAnalysis;
using MassTransit;

namespace Workflow.Messaging.Sagas;

/// <summary>
/// Sagas as this process last committed them, so that the next message of an order needs no query. A stale one does no
/// harm: its version no longer matches, the commit is refused, and the saga is loaded. Bounded; the oldest leave first.
/// </summary>
internal sealed class SagaCache<TSaga>(int capacity)
    where TSaga : class, ISaga
{
    // Not the library's concurrent dictionary, which makes an object for each saga, marked and moved by the collector.
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, TSaga> _sagas = [];
    private readonly Queue<Guid> _order = [];

    internal bool TryGet(Guid id, [NotNullWhen(true)] out TSaga? saga)
    {
        lock (_lock)
            return _sagas.TryGetValue(id, out saga);
    }

    /// <summary>Only the holder of the saga's gate may call this, so nobody else sees the instance change.</summary>
    internal void Put(TSaga saga)
    {
        lock (_lock)
        {
            if (!_sagas.TryAdd(saga.CorrelationId, saga))
            {
                _sagas[saga.CorrelationId] = saga;
                return;
            }
            _order.Enqueue(saga.CorrelationId);
            while (_order.Count > capacity && _order.TryDequeue(out var oldest))
                _sagas.Remove(oldest);
        }
    }

    internal void Remove(Guid id)
    {
        lock (_lock)
            _sagas.Remove(id);
    }
}
