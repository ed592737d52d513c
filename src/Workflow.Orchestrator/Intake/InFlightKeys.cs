using System.Collections.Concurrent;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// The idempotency keys that this process is working on. It gives the quick 409; that a key makes one order is the
/// unique index's promise, also across processes. Memory is bounded by the requests in flight, so take a share of
/// <see cref="ClientShares"/> first.
/// </summary>
internal sealed class InFlightKeys
{
    private readonly ConcurrentDictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _lastTicket;

    /// <summary>How many keys are held.</summary>
    public int Count => _held.Count;

    /// <summary>Takes the key; false while another request holds it. Dispose the lease when the unit of work has ended, not when its client was answered.</summary>
    public bool TryEnter(string key, out Lease lease)
    {
        var ticket = Interlocked.Increment(ref _lastTicket);
        var entered = _held.TryAdd(key, ticket);
        lease = entered ? new Lease(this, key, ticket) : default;
        return entered;
    }

    // The ticket makes a second release harmless: it never frees what another request has taken since.
    private void Leave(string key, long ticket) => _held.TryRemove(KeyValuePair.Create(key, ticket));

    /// <summary>The right to work on a key. Disposing it again, or a copy of it, does nothing.</summary>
    internal readonly struct Lease(InFlightKeys owner, string key, long ticket) : IDisposable
    {
        public void Dispose() => owner?.Leave(key, ticket);
    }
}
