using System.Text.RegularExpressions;

namespace Workflow.Torture.Report;

/// <summary>What the hosts wrote down about an answer that should not have been given: their logs may be gone with the run.</summary>
internal static partial class HostLogs
{
    private const int MaxLength = 4000;

    /// <summary>The lines that name the answer's trace, each on a line of its own; empty when there are none.</summary>
    public static string WhyOf(string answer, string directory)
    {
        if (TraceId().Match(answer) is not { Success: true } found)
            return "";
        var lines = Directory.EnumerateFiles(directory, "host*.log")
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains(found.Groups[1].Value, StringComparison.Ordinal))
            .Select(line => line.Length <= MaxLength ? line : line[..MaxLength]);
        return string.Concat(lines.Select(line => $"\n  {line}"));
    }

    [GeneratedRegex("\"traceId\":\"([0-9a-f]{32})\"")]
    private static partial Regex TraceId();
}
