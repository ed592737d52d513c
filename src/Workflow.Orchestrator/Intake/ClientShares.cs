using System.Numerics;
using System.Runtime.InteropServices;

namespace Workflow.Orchestrator.Intake;

/// <summary>How an attempt to take a share ended.</summary>
internal enum ShareOutcome { Taken, ClientOverShare, AllTaken }

/// <summary>
/// Keeps one client from filling the ring: each may have a share of it in flight. A client is remembered only while it
/// has a request in flight, and those are limited for all together, which bounds the memory. Striped, so that clients
/// rarely wait for each other; a stripe is held for two dictionary operations.
/// </summary>
internal sealed class ClientShares
{
    private const int Stripes = 16;

    // The ring may be full while a batch is being committed behind it; more than two rings in flight is never useful.
    private const int RingsInFlight = 2;

    private readonly Stripe[] _stripes = new Stripe[Stripes];
    private readonly int _limit;
    private readonly int _limitOfAll;
    private int _inFlight;

    public ClientShares(IntakeOptions options)
    {
        _limit = Math.Max(1, (int)(options.RingCapacity * options.ClientShare));
        _limitOfAll = options.RingCapacity * RingsInFlight;
        for (var i = 0; i < Stripes; i++)
            _stripes[i] = new Stripe();
    }

    /// <summary>Requests in flight, of all clients.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Clients that are remembered.</summary>
    public int Clients => _stripes.Sum(stripe => stripe.Clients);

    /// <summary>Takes one share for the client. Dispose the lease when the unit of work has ended, not when its client was answered.</summary>
    public ShareOutcome TryEnter(string client, out Lease lease)
    {
        lease = default;
        if (Interlocked.Increment(ref _inFlight) > _limitOfAll)
        {
            Interlocked.Decrement(ref _inFlight);
            return ShareOutcome.AllTaken;
        }
        var ticket = StripeOf(client).Take(client, _limit);
        if (ticket == 0)
        {
            Interlocked.Decrement(ref _inFlight);
            return ShareOutcome.ClientOverShare;
        }
        lease = new Lease(this, client, ticket);
        return ShareOutcome.Taken;
    }

    private void Leave(string client, long ticket)
    {
        if (StripeOf(client).Return(client, ticket)) Interlocked.Decrement(ref _inFlight);
    }

    private Stripe StripeOf(string client) => _stripes[BitOperations.RotateLeft((uint)client.GetHashCode(), 7) % Stripes];

    /// <summary>One request's place. Disposing it again, or a copy of it, does nothing.</summary>
    internal readonly struct Lease(ClientShares owner, string client, long ticket) : IDisposable
    {
        public void Dispose() => owner?.Leave(client, ticket);
    }

    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
        private readonly HashSet<long> _tickets = [];
        private long _lastTicket;

        public int Clients
        {
            get
            {
                lock (_lock) return _counts.Count;
            }
        }

        /// <summary>A ticket, or 0 when the client has its share already.</summary>
        public long Take(string client, int limit)
        {
            lock (_lock)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, client, out _);
                if (count >= limit) return 0;
                count++;
                _tickets.Add(++_lastTicket);
                return _lastTicket;
            }
        }

        /// <summary>False for a ticket that was given back before.</summary>
        public bool Return(string client, long ticket)
        {
            lock (_lock)
            {
                if (!_tickets.Remove(ticket)) return false;
                if (--CollectionsMarshal.GetValueRefOrNullRef(_counts, client) == 0) _counts.Remove(client);
                return true;
            }
        }
    }
}
