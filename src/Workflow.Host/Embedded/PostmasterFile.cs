namespace Workflow.Host.Embedded;

/// <summary>What postmaster.pid of a cluster says about the server that runs it, or ran it before a crash.</summary>
internal sealed record PostmasterFile(string Path, string DataDirectory, int Pid, int Port)
{
    /// <summary>Whether the process exists and is a server of this cluster, not one that has got the same id since.</summary>
    public bool IsAlive => CommandLine(Pid).Contains(DataDirectory);

    /// <summary>Whether the process has ended but still has its id, for which PostgreSQL would not start another.</summary>
    public bool IsEnding => Directory.Exists($"/proc/{Pid}") && CommandLine(Pid).Length == 0;

    /// <summary>Whether the process id belongs to something else now, as after a restart of a container.</summary>
    public bool IsReused => CommandLine(Pid) is { Length: > 0 } other && !other.Contains(DataDirectory);

    /// <summary>Reads the file, or returns null when there is none or it is not complete yet.</summary>
    public static PostmasterFile? Read(ClusterHome home)
    {
        const int PidLine = 0, PortLine = 3;
        var path = System.IO.Path.Combine(home.Data, "postmaster.pid");
        try
        {
            var lines = File.ReadAllLines(path);
            return lines.Length > PortLine && int.TryParse(lines[PidLine], out var pid) && int.TryParse(lines[PortLine], out var port)
                ? new PostmasterFile(path, home.Data, pid, port)
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string[] CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The process has ended, before or while it was read.
            return [];
        }
    }
}
