using System.Globalization;
using System.Text;

namespace Workflow.Host.OperatorConsole.Parts;

/// <summary>The arithmetic of the small charts.</summary>
internal static class ChartShape
{
    internal const double Width = 300;
    internal const double Height = 56;

    /// <summary>A round number above all values; 1 where they are all nothing.</summary>
    internal static double Top(IEnumerable<ChartLine> lines)
    {
        var most = lines.SelectMany(line => line.Values).Max() ?? 0;
        if (most <= 0)
            return 1;
        var size = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return new[] { 1, 1.5, 2, 3, 4, 5, 6, 8, 10 }.First(step => step * size >= most * 0.9999) * size;
    }

    /// <summary>The line, interrupted where there are gaps.</summary>
    internal static string Path(IReadOnlyList<double?> values, double top, bool filled = false)
    {
        var path = new StringBuilder();
        var start = -1;
        for (var i = 0; i <= values.Count; i++)
        {
            if (i < values.Count && values[i] is { } value)
            {
                var isFirst = start < 0;
                start = isFirst ? i : start;
                path.Append(isFirst ? 'M' : 'L').Append(N(X(i, values.Count))).Append(' ').Append(N(Height - (value / top * Height)));
                continue;
            }
            if (start >= 0 && i - start == 1)
                path.Append("h0.01");
            if (start >= 0 && filled)
                path.Append('L').Append(N(X(i - 1, values.Count))).Append(' ').Append(N(Height)).Append('L').Append(N(X(start, values.Count))).Append(' ').Append(N(Height)).Append('Z');
            start = -1;
        }
        return path.ToString();
    }

    internal static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static double X(int index, int count) => count < 2 ? Width : index * Width / (count - 1);
}
