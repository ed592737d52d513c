using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Workflow.Host.Admin.Access;

/// <summary>
/// Makes guessing slow: an address that sent too many wrong credentials has to wait, each time twice as long. Who waits is not
/// even compared, so that a right guess does not show. It remembers a limited number of addresses, and an IPv6 network of a
/// customer's size counts as one.
/// </summary>
internal sealed class GuessLimiter(IOptions<AdminOptions> options, TimeProvider time)
{
    internal const int MaxAddresses = 10_000;

    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Guesses> _byAddress = [];

    internal int Count
    {
        get
        {
            lock (_lock)
                return _byAddress.Count;
        }
    }

    /// <summary>How long the address has to wait; zero when it may try.</summary>
    internal TimeSpan WaitOf(IPAddress? address)
    {
        lock (_lock)
        {
            return _byAddress.TryGetValue(Network(address), out var guesses) && guesses.LockedUntil > time.GetUtcNow()
                ? guesses.LockedUntil - time.GetUtcNow()
                : TimeSpan.Zero;
        }
    }

    /// <summary>The credential was wrong.</summary>
    internal void Wrong(IPAddress? address)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var network = Network(address);
            var before = _byAddress.TryGetValue(network, out var known) && now - known.LastAt < Forget ? known : default;
            if (before.LastAt == default)
                MakeRoom(now);
            _byAddress[network] = Next(before, now);
        }
    }

    /// <summary>The credential was right: what was wrong before were typing errors.</summary>
    internal void Right(IPAddress? address)
    {
        lock (_lock)
            _byAddress.Remove(Network(address));
    }

    private Guesses Next(Guesses before, DateTimeOffset now)
    {
        var failures = before.Failures + 1;
        if (failures < options.Value.LockoutFailures)
            return before with { Failures = failures, LastAt = now };
        var seconds = Math.Min(LongestWait.TotalSeconds, options.Value.LockoutSeconds * Math.Pow(2, Math.Min(before.Locks, 16)));
        // It is remembered from the end of the wait on: the longest one is no shorter than the memory.
        return new Guesses(0, before.Locks + 1, now.AddSeconds(seconds), now.AddSeconds(seconds));
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_byAddress.Count < MaxAddresses)
            return;
        foreach (var old in _byAddress.Where(entry => now - entry.Value.LastAt >= Forget).Select(entry => entry.Key).ToList())
            _byAddress.Remove(old);
        // An attack from ten thousand networks at once: the one that has been quiet for longest is forgotten.
        if (_byAddress.Count >= MaxAddresses)
            _byAddress.Remove(_byAddress.MinBy(entry => entry.Value.LastAt).Key);
    }

    private static IPAddress Network(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }

    private readonly record struct Guesses(int Failures, int Locks, DateTimeOffset LastAt, DateTimeOffset LockedUntil);
}
