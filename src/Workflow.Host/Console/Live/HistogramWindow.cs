using Workflow.Host.Telemetry;

namespace Workflow.Host.OperatorConsole.Live;

/// <summary>What a histogram, which counts for ever, counted since the window began.</summary>
internal sealed class HistogramWindow(MetricFamily family, int samples)
{
    private readonly Queue<(long[] Buckets, double Sum)> _before = new([Total(family)]);

    /// <summary>Moves the window on by one sample; gives its counts by bucket, and their sum.</summary>
    internal (long[] Buckets, double Sum) Next()
    {
        var now = Total(family);
        var first = _before.Peek();
        _before.Enqueue(now);
        if (_before.Count > samples)
            _before.Dequeue();
        return ([.. now.Buckets.Zip(first.Buckets, (late, early) => late - early)], now.Sum - first.Sum);
    }

    /// <summary>Percentiles by straight lines through the buckets; null when nothing was counted.</summary>
    internal static Percentiles? Of(long[] buckets, double[] bounds) => buckets.Sum() == 0
        ? null
        : new Percentiles(Quantile(buckets, bounds, 0.50), Quantile(buckets, bounds, 0.95), Quantile(buckets, bounds, 0.99));

    /// <summary>The value below which the share lies; beyond the last bound it is the last bound.</summary>
    internal static double Quantile(long[] buckets, double[] bounds, double share)
    {
        var rank = share * buckets.Sum();
        var below = 0L;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (below + buckets[i] >= rank && buckets[i] > 0)
            {
                var low = i == 0 ? 0 : bounds[i - 1];
                return low + ((bounds[i] - low) * (rank - below) / buckets[i]);
            }
            below += buckets[i];
        }
        return bounds[^1];
    }

    private static (long[] Buckets, double Sum) Total(MetricFamily family)
    {
        var buckets = new long[family.Description.Bounds.Length + 1];
        var sum = 0.0;
        foreach (var series in family.Series(0))
        {
            for (var i = 0; i < buckets.Length; i++)
                buckets[i] += series.Buckets[i];
            sum += series.Value;
        }
        return (buckets, sum);
    }
}
