namespace Workflow.Benchmarks.Load;

/// <summary>
/// Counts durations in buckets that are at most one part in 128 wide, so that millions cost no memory and no sorting.
/// For one thread; others are added when it is over.
/// </summary>
internal sealed class Latencies
{
    private const int Fraction = 7;
    private readonly long[] _buckets = new long[(65 - Fraction) << Fraction];
    private long _largest;

    public long Count { get; private set; }

    /// <summary>The largest one, as it was.</summary>
    public double LargestMs => _largest / 1_000_000.0;

    public void Record(TimeSpan duration) => RecordNanoseconds((long)(duration.TotalMilliseconds * 1_000_000));

    public void RecordNanoseconds(long nanoseconds)
    {
        nanoseconds = Math.Max(nanoseconds, 0);
        _buckets[BucketOf(nanoseconds)]++;
        _largest = Math.Max(_largest, nanoseconds);
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var i = 0; i < _buckets.Length; i++)
            _buckets[i] += other._buckets[i];
        _largest = Math.Max(_largest, other._largest);
        Count += other.Count;
    }

    /// <summary>Milliseconds that this share of all stayed within; 0 when nothing was counted.</summary>
    /// <param name="share">Above 0 up to 1; 0.99 is P99.</param>
    public double Ms(double share)
    {
        var rank = (long)Math.Ceiling(Math.Round(share * Count, 6));
        long seen = 0;
        for (var i = 0; i < _buckets.Length && rank > 0; i++)
        {
            seen += _buckets[i];
            if (seen >= rank)
                return Math.Min(UpperEndOf(i), _largest) / 1_000_000.0;
        }
        return LargestMs;
    }

    private static int BucketOf(long value)
    {
        if (value < 1 << (Fraction + 1))
            return (int)value;
        var shift = 63 - long.LeadingZeroCount(value) - Fraction;
        return (int)((shift << Fraction) + (value >> (int)shift));
    }

    private static long UpperEndOf(int bucket)
    {
        if (bucket < 1 << (Fraction + 1))
            return bucket;
        var shift = (bucket >> Fraction) - 1;
        var mantissa = bucket - ((long)shift << Fraction);
        return ((mantissa + 1) << shift) - 1;
    }
}
