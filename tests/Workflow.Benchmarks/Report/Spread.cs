namespace Workflow.Benchmarks.Report;

/// <summary>The arithmetic of several runs.</summary>
internal static class Spread
{
    /// <summary>The middle one; between the two in the middle when their number is even.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static double Median(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            throw new ArgumentException("There is no median of nothing.", nameof(values));
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Run by run, because both sides of a run had the same machine; 0 where the second side is 0.</summary>
    public static double[] Ratios(IReadOnlyList<double> over, IReadOnlyList<double> under) =>
        [.. over.Zip(under, (one, other) => other == 0 ? 0 : one / other)];
}
