using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class InFlightTests
{
    [Fact]
    public void Should_hold_a_key_until_it_is_released()
    {
        var keys = new InFlightKeys();
        Assert.True(keys.TryEnter("k", out var first));
        Assert.False(keys.TryEnter("k", out var refused));
        refused.Dispose();
        Assert.False(keys.TryEnter("k", out _));
        Assert.True(keys.TryEnter("other", out _));
        first.Dispose();
        Assert.True(keys.TryEnter("k", out _));
    }

    [Fact]
    public void Should_not_free_the_next_holder_when_released_twice()
    {
        var keys = new InFlightKeys();
        keys.TryEnter("k", out var first);
        var copy = first;
        first.Dispose();
        Assert.True(keys.TryEnter("k", out _));
        copy.Dispose();
        Assert.False(keys.TryEnter("k", out _));
    }

    [Fact]
    public async Task Should_give_a_key_to_one_of_many_threads()
    {
        var keys = new InFlightKeys();
        var holders = new int[8];
        var entered = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var key = (i + worker) % holders.Length;
                if (!keys.TryEnter(key.ToString(), out var lease)) continue;
                using (lease)
                {
                    Assert.Equal(1, Interlocked.Increment(ref holders[key]));
                    Interlocked.Increment(ref entered);
                    Interlocked.Decrement(ref holders[key]);
                }
            }
        })));
        Assert.True(entered > 0);
        Assert.Equal(0, keys.Count);
    }

    [Fact]
    public void Should_refuse_a_client_over_its_share_alone()
    {
        var shares = new ClientShares(new IntakeOptions { RingCapacity = 64, ClientShare = 0.5 });
        var leases = Enumerable.Range(0, 32).Select(_ => Take(shares, "greedy")).ToList();
        Assert.Equal(ShareOutcome.ClientOverShare, shares.TryEnter("greedy", out _));
        Assert.Equal(ShareOutcome.Taken, shares.TryEnter("modest", out _));
        leases[0].Dispose();
        leases[0].Dispose();
        Assert.Equal(ShareOutcome.Taken, shares.TryEnter("greedy", out _));
        Assert.Equal(ShareOutcome.ClientOverShare, shares.TryEnter("greedy", out _));
        Assert.Equal((33, 2), (shares.InFlight, shares.Clients));
    }

    [Fact]
    public void Should_bound_what_many_names_take()
    {
        var shares = new ClientShares(new IntakeOptions { RingCapacity = 64 });
        var leases = Enumerable.Range(0, 128).Select(i => Take(shares, $"client {i}")).ToList();
        Assert.Equal(ShareOutcome.AllTaken, shares.TryEnter("one more", out var refused));
        refused.Dispose();
        Assert.Equal((128, 128), (shares.InFlight, shares.Clients));
        leases.ForEach(lease => lease.Dispose());
        Assert.Equal((0, 0), (shares.InFlight, shares.Clients));
    }

    [Fact]
    public async Task Should_never_pass_the_share_under_concurrency()
    {
        var shares = new ClientShares(new IntakeOptions { RingCapacity = 64, ClientShare = 0.05 });
        const int Limit = 3;
        var inFlight = new int[4];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var client = (i + worker) % inFlight.Length;
                if (shares.TryEnter($"client {client}", out var lease) != ShareOutcome.Taken) continue;
                using (lease)
                {
                    Assert.InRange(Interlocked.Increment(ref inFlight[client]), 1, Limit);
                    if (i % 16 == 0) await Task.Yield();
                    Interlocked.Decrement(ref inFlight[client]);
                }
            }
        })));
        Assert.Equal((0, 0), (shares.InFlight, shares.Clients));
    }

    private static ClientShares.Lease Take(ClientShares shares, string client)
    {
        Assert.Equal(ShareOutcome.Taken, shares.TryEnter(client, out var lease));
        return lease;
    }
}
