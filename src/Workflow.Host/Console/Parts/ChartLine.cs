namespace Workflow.Host.OperatorConsole.Parts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows; empty where it is the only one.</param>
/// <param name="Values">Evenly spaced, the newest last; null is a gap.</param>
public sealed record ChartLine(string Name, IReadOnlyList<double?> Values)
{
    /// <summary>The newest value; null when there is none.</summary>
    public double? Last => Values.Count == 0 ? null : Values[^1];
}
