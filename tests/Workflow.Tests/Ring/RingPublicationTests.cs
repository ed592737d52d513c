using System.Runtime.CompilerServices;
using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>What the consumer sees of a producer between its claim and its publication, and what stays behind it.</summary>
public sealed class RingPublicationTests
{
    [Fact]
    public void Should_stop_the_drain_at_a_slot_claimed_but_not_published()
    {
        var ring = new Ring<string>(4);
        Assert.True(ring.TryWrite("first"));
        Claim(ring, 1);
        Assert.True(ring.TryWrite("third"));

        Assert.Equal(["first"], Drain(ring));
        Assert.Equal([], Drain(ring));
        Assert.Equal(2, ring.Count);

        Publish(ring, 1, "second");
        Assert.Equal(["second", "third"], Drain(ring));
    }

    [Fact]
    public void Should_not_take_the_item_of_an_earlier_lap_for_one_claimed_now()
    {
        var ring = new Ring<string>(2);
        for (var sequence = 0; sequence < 9; sequence++)
        {
            Claim(ring, sequence);
            Assert.Equal([], Drain(ring));
            Publish(ring, sequence, $"{sequence}");
            Assert.Equal([$"{sequence}"], Drain(ring));
        }
    }

    [Fact]
    public async Task Should_hand_out_an_item_claimed_before_completion_and_published_after_it()
    {
        var ring = new Ring<string>(4);
        Claim(ring, 0);
        ring.Complete();
        var waiting = Task.Run(async () => await ring.WaitToReadAsync());

        Assert.Equal(1, ring.Count);
        Publish(ring, 0, "late");

        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["late"], Drain(ring));
        Assert.False(await ring.WaitToReadAsync());
    }

    [Fact]
    public void Should_keep_no_drained_reference_alive()
    {
        var ring = new Ring<object>(4);
        var single = WriteAndDrain(ring, 1);
        var wrapped = WriteAndDrain(ring, 4);

        GC.Collect();

        Assert.All(single.Concat(wrapped), item => Assert.False(item.IsAlive));
        Assert.All(RingInside<object>.Items(ring), Assert.Null);
    }

    [Fact]
    public void Should_keep_no_reference_inside_a_drained_struct_alive()
    {
        var ring = new Ring<(int, string?)>(2);
        Assert.True(ring.TryWrite([(1, "one"), (2, "two")]));

        Assert.Equal(1, ring.Drain(new (int, string?)[1]));

        Assert.Equal([(0, null), (2, "two")], RingInside<(int, string?)>.Items(ring));
    }

    // Not inlined, so that no local of the test keeps the items alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] WriteAndDrain(Ring<object> ring, int count)
    {
        var items = Enumerable.Range(0, count).Select(_ => new object()).ToArray();
        Assert.True(ring.TryWrite(items));
        Assert.Equal(count, ring.Drain(new object[ring.Capacity]));
        return [.. items.Select(item => new WeakReference(item))];
    }

    private static void Claim(Ring<string> ring, long sequence) =>
        Assert.True(RingInside<string>.Claimed(ring).TryMove(sequence, sequence + 1));

    private static void Publish(Ring<string> ring, long sequence, string item)
    {
        var index = (int)sequence & (ring.Capacity - 1);
        RingInside<string>.Items(ring)[index] = item;
        Volatile.Write(ref RingInside<string>.Laps(ring)[index], (int)(sequence / ring.Capacity));
    }

    private static string[] Drain(Ring<string> ring)
    {
        var into = new string[ring.Capacity];
        return into[..ring.Drain(into)];
    }
}
