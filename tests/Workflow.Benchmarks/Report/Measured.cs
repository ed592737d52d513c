namespace Workflow.Benchmarks.Report;

/// <summary>One row of a bench: what was measured in each run, and what was wanted.</summary>
/// <param name="Name">Unique within the bench.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Runs">One value a run, at least one.</param>
internal sealed record Measured(string Name, string Unit, IReadOnlyList<double> Runs)
{
    /// <summary>What must at least be reached; null for a row that only informs.</summary>
    public double? Target { get; init; }

    /// <summary>What is wished for.</summary>
    public double? Goal { get; init; }

    /// <summary>Whether less is better.</summary>
    public bool IsCost { get; init; }

    /// <summary>The median of the runs.</summary>
    public double Value => Spread.Median(Runs);

    /// <summary>Null without a target.</summary>
    public bool? Met => Target is { } target ? (IsCost ? Value <= target : Value >= target) : null;
}
