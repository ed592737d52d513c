using System.Globalization;

namespace Workflow.Benchmarks.World;

/// <summary>What the kernel of Linux has counted for a process.</summary>
internal static class ProcessTimes
{
    // Fixed for user space on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU that the process and all that it has started have used, those that have ended included.</summary>
    public static double CpuSecondsOfTree(int processId)
    {
        var all = Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? Read(id) : null)
            .OfType<Stat>().ToLookup(stat => stat.Parent);
        var total = 0.0;
        var open = new Queue<Stat>([.. Read(processId) is { } root ? [root] : (Stat[])[]]);
        while (open.TryDequeue(out var next))
        {
            total += next.Own + next.EndedChildren;
            foreach (var child in all[next.Id])
                open.Enqueue(child);
        }
        return total;
    }

    /// <summary>Bytes that it has in memory now; 0 when it is gone.</summary>
    public static long MemoryOf(int processId) => Status(processId, "VmRSS:");

    /// <summary>The most bytes that it ever had in memory; 0 when it is gone.</summary>
    public static long PeakMemoryOf(int processId) => Status(processId, "VmHWM:");

    public static int ParentOf(int processId) => Read(processId)?.Parent ?? throw new BenchException($"There is no process {processId}.");

    private static long Status(int processId, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(name.Length).Trim(" \tkB"), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }

    private static Stat? Read(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            // The name, in brackets, may contain anything.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Stat(processId, int.Parse(fields[1], CultureInfo.InvariantCulture), Seconds(fields, 11), Seconds(fields, 13));
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }

    private static double Seconds(string[] fields, int first) =>
        (long.Parse(fields[first], CultureInfo.InvariantCulture) + long.Parse(fields[first + 1], CultureInfo.InvariantCulture)) / TicksPerSecond;

    private sealed record Stat(int Id, int Parent, double Own, double EndedChildren);
}
