using System.Globalization;

namespace Workflow.Benchmarks.Profile;

/// <summary>Where one core was at one moment.</summary>
/// <param name="ProcessId">Whose code.</param>
/// <param name="Frames">Function and module of each call, the innermost first.</param>
internal sealed record StackSample(int ProcessId, IReadOnlyList<string> Frames)
{
    /// <summary>Reads what <c>perf script -F comm,pid,ip,sym,dso</c> prints: a line for the thread, a line for each call, an empty one.</summary>
    public static IEnumerable<StackSample> Read(IEnumerable<string> lines)
    {
        var process = 0;
        List<string> frames = [];
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                if (frames.Count > 0)
                    yield return new StackSample(process, frames);
                frames = [];
            }
            else if (char.IsWhiteSpace(line[0]) && frames.Count + process > 0 && line.IndexOf('(') > 0)
            {
                frames.Add(line.TrimStart().Split(' ', 2)[^1]);
            }
            else
            {
                // The name of a thread may contain spaces, and perf pads it: the number is what comes last.
                int.TryParse(line.Trim().Split(' ')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out process);
            }
        }
        if (frames.Count > 0)
            yield return new StackSample(process, frames);
    }
}
