using System.Text.Json.Nodes;

namespace Workflow.Benchmarks.Report;

/// <summary>A curve: points from left to right.</summary>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>One coordinate system.</summary>
/// <param name="Name">Of the file, after the bench's.</param>
/// <param name="Title">Above it.</param>
/// <param name="Across">What X is, with its unit.</param>
/// <param name="Up">What Y is, with its unit.</param>
/// <param name="Curves">At least one, each with at least one point.</param>
internal sealed record Picture(string Name, string Title, string Across, string Up, IReadOnlyList<Curve> Curves)
{
    /// <summary>Whether each step across is a tenfold one.</summary>
    public bool IsLogAcross { get; init; }

    /// <summary>Whether each step up is a tenfold one.</summary>
    public bool IsLogUp { get; init; }

    /// <summary>Words instead of numbers across, at those places.</summary>
    public IReadOnlyList<(double X, string Text)>? Marks { get; init; }

    /// <summary>Latencies against the share of those that waited no longer, with as much room for the last part in a thousand as for the first half.</summary>
    public static Picture OfLatencies(string name, string title, IReadOnlyList<(string Name, Load.Latencies Latencies)> sides) => new(
        name, title, "share of all, %", "ms",
        [.. sides.Where(side => side.Latencies.Count > 0).Select(side => new Curve(side.Name, [.. Shares.Select(share => (Place(share), Math.Max(side.Latencies.Ms(share), 0.0001)))]))])
    {
        IsLogUp = true,
        Marks = [.. Marked.Select(share => (Place(share), (share * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)))],
    };

    public JsonNode ToJson() => new JsonObject
    {
        ["name"] = Name,
        ["across"] = Across,
        ["up"] = Up,
        ["curves"] = new JsonArray([.. Curves.Select(curve => (JsonNode)new JsonObject
        {
            ["name"] = curve.Name,
            ["points"] = new JsonArray([.. curve.Points.Select(point => (JsonNode)new JsonArray(Numbers.Rounded(point.X), Numbers.Rounded(point.Y)))]),
        })]),
    };

    private static readonly double[] Marked = [0.5, 0.9, 0.99, 0.999];

    private static readonly double[] Shares =
        [.. Enumerable.Range(0, 61).Select(step => 1 - Math.Pow(10, -3.0 * step / 60)).Where(share => share > 0)];

    private static double Place(double share) => -Math.Log10(1 - share);
}
