using System.Globalization;

namespace Workflow.Contracts;

/// <summary>Reads headers such as <c>application/json;q=0.5, application/x-protobuf</c>.</summary>
internal static class AcceptHeader
{
    /// <summary>How much <paramref name="name"/> is wanted, 0 to 1; 0 when it is not named. Wildcards name nothing: the default stands for them.</summary>
    public static double QualityOf(string? header, string name)
    {
        foreach (var part in header.AsSpan().Split(','))
        {
            var entry = header.AsSpan()[part].Trim();
            var end = entry.IndexOf(';');
            if (!(end < 0 ? entry : entry[..end].TrimEnd()).Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            return end < 0 ? 1 : Quality(entry[(end + 1)..]);
        }
        return 0;
    }

    private static double Quality(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
                return double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) && quality <= 1 ? quality : 0;
        }
        return 1;
    }
}
