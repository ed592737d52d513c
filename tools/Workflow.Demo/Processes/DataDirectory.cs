using System.Globalization;

namespace Workflow.Demo.Processes;

/// <summary>Prepares the directory, and removes what earlier demos left there, only when it surely is theirs.</summary>
internal static class DataDirectory
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public static async Task PrepareAsync(DemoOptions options, CancellationToken stop)
    {
        if (options.Fresh && Directory.Exists(options.DataDirectory))
            await RemoveAsync(options, stop);
        Directory.CreateDirectory(options.LogDirectory);
    }

    /// <summary>Why the directory must not be removed; null when it may.</summary>
    public static string? WhyNotRemove(string directory)
    {
        var info = new DirectoryInfo(directory);
        if (info.LinkTarget is not null)
            return "it is a link";
        if (info.Parent is null || Holds(directory, Environment.CurrentDirectory) || Holds(directory, AppContext.BaseDirectory)
            || Holds(directory, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)))
            return "it holds more than the demo's data";
        if (Directory.EnumerateFileSystemEntries(directory).Any(IsForeign))
            return "there is something else in it";
        var isStarted = Directory.EnumerateFileSystemEntries(directory).All(entry => Path.GetFileName(entry) is "demo" or "gateway");
        return isStarted || ClusterIn(directory) is not null ? null : "there is no database of an earlier demo in it";
    }

    private static async Task RemoveAsync(DemoOptions options, CancellationToken stop)
    {
        var directory = options.DataDirectory;
        if (!Directory.EnumerateFileSystemEntries(directory).Any())
            return;
        if (WhyNotRemove(directory) is { } reason)
            throw new DemoException($"--fresh leaves {directory} alone: {reason}.");
        if (IsInUse(options.LedgerPath))
            throw new DemoException($"Another demo is running on {directory}. End it first.");
        if (ClusterIn(directory) is { } cluster)
            await StopClusterAsync(cluster, stop);
        Directory.Delete(directory, recursive: true);
    }

    private static bool Holds(string outer, string inner)
    {
        static string Slashed(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        return inner.Length > 0 && Slashed(inner).StartsWith(Slashed(outer), StringComparison.Ordinal);
    }

    private static bool IsForeign(string entry) =>
        Path.GetFileName(entry) is ".git" || Path.GetExtension(entry) is ".sln" or ".slnx" or ".csproj" or ".cs";

    private static string? ClusterIn(string directory) => Directory.EnumerateDirectories(directory)
        .FirstOrDefault(inner => File.Exists(Path.Combine(inner, "PG_VERSION")) && Directory.Exists(Path.Combine(inner, "pg_wal")));

    // The gateway holds its ledger locked for as long as it lives.
    private static bool IsInUse(string ledger)
    {
        if (!File.Exists(ledger))
            return false;
        try
        {
            using var alone = new FileStream(ledger, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // A host that was killed leaves its database running: it must not write into files that are gone.
    private static async Task StopClusterAsync(string cluster, CancellationToken stop)
    {
        if (RunningServer(cluster) is not { } server)
            return;
        Signals.Interrupt(server);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StopLimit);
        while (RunningServer(cluster) is not null && !limit.IsCancellationRequested)
            await Task.Delay(100, CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        if (RunningServer(cluster) is not null)
            throw new DemoException($"The database of an earlier demo (process {server}) does not end. Nothing was removed.");
    }

    // The number alone may long belong to another program: the process must also be a postgres.
    private static int? RunningServer(string cluster)
    {
        var file = Path.Combine(cluster, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        var name = $"/proc/{id}/comm";
        return File.Exists(name) && File.ReadAllText(name).TrimEnd() == "postgres" ? id : null;
    }
}
