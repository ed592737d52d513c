using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>What a ring promises whatever it carries; run for each kind of item.</summary>
public abstract class RingContract<T>
{
    /// <summary>Sequences where an index, a lap or the high word turns over within a few items, for 8 slots.</summary>
    public static TheoryData<long> FirstSequences =>
        [0, 3, int.MaxValue - 2L, uint.MaxValue - 2L, (8L * int.MaxValue) - 2, (8L * uint.MaxValue) - 2, 1L << 61];

    protected abstract T Item(int number);

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-8)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Should_refuse_a_capacity_that_is_no_power_of_two(int capacity)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new Ring<T>(capacity));

        Assert.Contains("must be a power of two", refusal.Message);
        Assert.Equal(capacity, refusal.ActualValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void Should_hold_its_capacity_and_refuse_one_more(int capacity)
    {
        var ring = new Ring<T>(capacity);
        for (var number = 0; number < capacity; number++)
        {
            Assert.Equal(number, ring.Count);
            Assert.True(ring.TryWrite(Item(number)));
        }

        Assert.False(ring.TryWrite(Item(capacity)));

        Assert.Equal(capacity, ring.Capacity);
        Assert.Equal(capacity, ring.Count);
        Assert.Equal(Items(0, capacity), Drain(ring, capacity + 1));
        Assert.Equal(0, ring.Count);
    }

    [Fact]
    public void Should_accept_as_many_as_were_drained_from_a_full_ring()
    {
        var ring = new Ring<T>(8);
        Assert.True(ring.TryWrite(Items(0, 8)));
        Assert.Equal(Items(0, 3), Drain(ring, 3));

        Assert.False(ring.TryWrite(Items(8, 4)));
        Assert.True(ring.TryWrite(Items(8, 3)));

        Assert.False(ring.TryWrite(Item(11)));
        Assert.Equal(Items(3, 8), Drain(ring, 8));
    }

    [Theory]
    [MemberData(nameof(FirstSequences))]
    public void Should_keep_order_over_many_laps(long firstSequence)
    {
        var ring = new Ring<T>(8, true, firstSequence, 0);
        var (written, read) = (0, 0);
        for (var round = 0; round < 500; round++)
        {
            for (var count = round % 5; count >= 0; count--)
                if (ring.TryWrite(Item(written))) written++;

            var drained = Drain(ring, round % 7);
            Assert.Equal(Items(read, drained.Length), drained);
            read += drained.Length;
            Assert.Equal(written - read, ring.Count);
        }

        Assert.True(read > 100 * ring.Capacity / 8, $"only {read} items went through");
    }

    [Theory]
    [MemberData(nameof(FirstSequences))]
    public void Should_write_a_batch_whole_or_not_at_all(long firstSequence)
    {
        var ring = new Ring<T>(8, true, firstSequence, 0);
        var (written, read) = (0, 0);
        for (var round = 0; round < 500; round++)
        {
            var size = 1 + (round % 8);
            var fits = written - read + size <= 8;
            Assert.Equal(fits, ring.TryWrite(Items(written, size)));
            if (fits) written += size;
            Assert.Equal(written - read, ring.Count);

            var drained = Drain(ring, round % 6);
            Assert.Equal(Items(read, drained.Length), drained);
            read += drained.Length;
        }

        Assert.True(read > 100, $"only {read} items went through");
    }

    [Fact]
    public void Should_refuse_with_a_reason_a_batch_that_never_fits()
    {
        var ring = new Ring<T>(4);

        var refusal = Assert.Throws<ArgumentException>(() => ring.TryWrite(Items(0, 5)));

        Assert.Contains("5 items never fits a ring of 4", refusal.Message);
        Assert.Equal(0, ring.Count);
        Assert.True(ring.TryWrite(Items(0, 4)));
    }

    [Fact]
    public void Should_take_an_empty_batch_as_written_even_when_full()
    {
        var ring = new Ring<T>(1);
        Assert.True(ring.TryWrite(Item(0)));

        Assert.True(ring.TryWrite(ReadOnlySpan<T>.Empty));
        Assert.Equal(1, ring.Count);
    }

    [Fact]
    public void Should_drain_nothing_from_an_empty_ring_or_into_an_empty_span()
    {
        var ring = new Ring<T>(4);
        Assert.Equal(0, ring.Drain(new T[4]));

        Assert.True(ring.TryWrite(Item(0)));
        Assert.Equal(0, ring.Drain([]));
        Assert.Equal(Items(0, 1), Drain(ring, 4));
    }

    [Fact]
    public void Should_refuse_writes_after_completion_and_still_drain_what_is_in()
    {
        var ring = new Ring<T>(4);
        Assert.True(ring.TryWrite(Items(0, 3)));
        Assert.False(ring.IsCompleted);

        ring.Complete();
        ring.Complete();

        Assert.True(ring.IsCompleted);
        Assert.False(ring.TryWrite(Item(3)));
        Assert.False(ring.TryWrite(Items(3, 1)));
        Assert.Equal(3, ring.Count);
        Assert.Equal(Items(0, 3), Drain(ring, 4));
        Assert.Equal(0, ring.Count);
        Assert.False(ring.TryWrite(Item(3)));
    }

    private T[] Items(int first, int count) => [.. Enumerable.Range(first, count).Select(Item)];

    private static T[] Drain(Ring<T> ring, int limit)
    {
        var into = new T[limit];
        return into[..ring.Drain(into)];
    }
}

public sealed class RingOfNumbers : RingContract<int>
{
    protected override int Item(int number) => number;
}

public sealed class RingOfReferences : RingContract<string>
{
    protected override string Item(int number) => $"item {number}";
}

public sealed class RingOfStructsWithReferences : RingContract<(string Name, long Number, Guid Id)>
{
    protected override (string Name, long Number, Guid Id) Item(int number) =>
        ($"item {number}", number, new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
}
