using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Tools;

namespace Workflow.Demo.Processes;

/// <summary>The database cluster of an earlier demo; its server may still run, when the host was killed.</summary>
internal sealed partial class LeftCluster
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly string _home;

    private LeftCluster(string home) => _home = home;

    /// <summary>Inside the data directory, or where the host noted that it had to put it; null when there is none.</summary>
    public static LeftCluster? Find(string dataDirectory)
    {
        var note = Path.Combine(dataDirectory, "cluster-directory");
        var home = File.Exists(note) ? File.ReadAllText(note).Trim() : Path.Combine(dataDirectory, "postgres");
        if (File.Exists(note) && !Outside().IsMatch(home))
            throw new DemoException($"{note} names {home}, which no host made. Nothing was removed.");
        return Directory.Exists(home) ? new LeftCluster(home) : null;
    }

    /// <summary>Stops the server first: it must not write into files that are gone.</summary>
    public async Task RemoveAsync(CancellationToken stop)
    {
        if (RunningServer() is { } server)
            await StopAsync(server, stop);
        Directory.Delete(_home, recursive: true);
    }

    private async Task StopAsync(int server, CancellationToken stop)
    {
        Posix.Send(server, Posix.Interrupt);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StopLimit);
        while (RunningServer() is not null && !limit.IsCancellationRequested)
            await Task.Delay(100, CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        if (RunningServer() is not null)
            throw new DemoException($"The database of an earlier demo (process {server}) does not end. Nothing was removed.");
    }

    // The number alone may long belong to another program: the process must name this cluster, too.
    private int? RunningServer()
    {
        var data = Path.Combine(_home, "data");
        var file = Path.Combine(data, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        var commandLine = $"/proc/{id}/cmdline";
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Split('\0').Contains(data) ? id : null;
    }

    [GeneratedRegex("^/var/tmp/workflow-[0-9a-f]{16}$")]
    private static partial Regex Outside();
}
