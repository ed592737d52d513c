namespace Workflow.Demo.Processes;

/// <summary>Prepares the directory. Removes what earlier demos left there by name, so that nothing else in it is ever touched.</summary>
internal static class DataDirectory
{
    private static readonly string[] Leavings =
        ["demo", "gateway", "rabbitmq", "postgres", "cluster-directory", "embedded.json", "embedded.gate", "embedded.lock"];

    public static async Task PrepareAsync(DemoOptions options, CancellationToken stop)
    {
        if (options.Fresh && Directory.Exists(options.DataDirectory))
            await RemoveAsync(options, stop);
        CreatePrivate(options.DataDirectory);
        Directory.CreateDirectory(options.LogDirectory);
    }

    /// <summary>Why the directory must be left alone; null when it is empty or a demo ran in it.</summary>
    public static string? WhyNotRemove(string directory)
    {
        if (new DirectoryInfo(directory).LinkTarget is not null)
            return "it is a link";
        if (Holds(directory, Environment.CurrentDirectory) || Holds(directory, AppContext.BaseDirectory)
            || Holds(directory, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)))
            return "it holds more than the data of demos";
        var isEmpty = !Directory.EnumerateFileSystemEntries(directory).Any();
        return isEmpty || File.Exists(Path.Combine(directory, "demo", "gateway.log")) ? null : "no demo has run in it";
    }

    private static async Task RemoveAsync(DemoOptions options, CancellationToken stop)
    {
        var directory = options.DataDirectory;
        if (WhyNotRemove(directory) is { } reason)
            throw new DemoException($"--fresh leaves {directory} alone: {reason}.");
        if (IsHeld(options.LedgerPath) || IsHeld(Path.Combine(directory, "embedded.lock")) || IsHeld(Path.Combine(options.BrokerDirectory, "lock")))
            throw new DemoException($"Another program is using {directory}. End it first.");

        var cluster = LeftCluster.Find(directory);
        if (cluster is not null)
            await cluster.RemoveAsync(stop);
        foreach (var leaving in Leavings.Select(name => Path.Combine(directory, name)))
        {
            if (Directory.Exists(leaving))
                Directory.Delete(leaving, recursive: true);
            else
                File.Delete(leaving);
        }
    }

    // As root, PostgreSQL runs under another account, which has to pass; it need not see what is here.
    private static void CreatePrivate(string directory)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
            throw new DemoException("The demo runs on Linux and macOS.");
        Directory.CreateDirectory(directory, Environment.IsPrivilegedProcess ? Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Owner);
    }

    private static bool Holds(string outer, string inner)
    {
        static string Slashed(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).TrimEnd('/') + '/';
        return inner.Length > 0 && Slashed(inner).StartsWith(Slashed(outer), StringComparison.Ordinal);
    }

    // The gateway holds its ledger, and every host its directory, locked for as long as they live.
    private static bool IsHeld(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
