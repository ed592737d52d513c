namespace Workflow.Host.Telemetry;

/// <summary>One time series: a value, or for a histogram its buckets. Written by many threads, read by a scrape.</summary>
internal sealed class MetricSeries(object?[] labels, double[]? bounds)
{
    private readonly long[] _buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double _value;

    /// <summary>The values of the family's labels, in its order.</summary>
    internal object?[] Labels => labels;

    /// <summary>The scrape that last set the value; only for what is asked for at each scrape.</summary>
    internal long Epoch { get; private set; }

    /// <summary>The value of a counter or gauge, the sum of a histogram.</summary>
    internal double Value => Volatile.Read(ref _value);

    internal ReadOnlySpan<long> Buckets => _buckets;

    internal void Add(double value)
    {
        var seen = Volatile.Read(ref _value);
        while (Interlocked.CompareExchange(ref _value, seen + value, seen) is var now && now != seen)
            seen = now;
    }

    /// <summary>Two that say the same thing of the same scrape, such as lanes of one name, are summed up.</summary>
    internal void Set(double value, long epoch)
    {
        Volatile.Write(ref _value, epoch == Epoch ? _value + value : value);
        Epoch = epoch;
    }

    internal void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds!.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }
}
