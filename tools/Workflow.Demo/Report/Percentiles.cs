namespace Workflow.Demo.Report;

/// <summary>Nearest rank: every percentile is a value that was really measured, and p100 is the largest.</summary>
internal sealed class Percentiles
{
    private readonly double[] _sorted;

    public Percentiles(IEnumerable<double> values)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    /// <summary>Null when nothing was measured.</summary>
    /// <param name="share">Above 0 up to 1; 0.99 is p99.</param>
    public double? At(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (_sorted.Length == 0)
            return null;
        // Rounded first: 0.07 * 100 is a little more than 7, and would be taken for the eighth value.
        var rank = (int)Math.Ceiling(Math.Round(share * _sorted.Length, 9));
        return _sorted[Math.Max(rank, 1) - 1];
    }
}
