using System.Diagnostics;
using Workflow.Host.Embedded;

namespace Workflow.Integration.Processes;

/// <summary>Takes a PostgreSQL server down without warning, and brings it up again as it was.</summary>
internal sealed class PostgresPower(EmbeddedPostgres postgres) : IDisposable
{
    private Process? _started;

    private int Postmaster => int.Parse(File.ReadLines(Path.Combine(postgres.ClusterDirectory, "postmaster.pid")).First());

    /// <summary>SIGKILL for the backend of one connection; the server then drops all others and recovers by itself.</summary>
    public static async Task KillBackendAsync(string database)
    {
        var pid = (int)(await Books.AskAsync(
            database, "SELECT pid FROM pg_stat_activity WHERE application_name = 'workflow' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"))!;
        await SignalAsync("KILL", pid);
    }

    /// <summary>What <c>pg_ctl stop -m immediate</c> does: no checkpoint, nobody is told. Then the same server again.</summary>
    public async Task CutAsync()
    {
        var pid = Postmaster;
        var command = (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        await SignalAsync("QUIT", pid);
        await Until.TrueAsync(() => Task.FromResult(!Directory.Exists($"/proc/{pid}")), () => Task.FromResult("PostgreSQL does not end."));
        if (Environment.IsPrivilegedProcess)
            command = ["runuser", "-u", "postgres", "--", .. command];
        _started = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardError = true });
    }

    public void Dispose() => _started?.Dispose();

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{pid}"]);
        await kill.WaitForExitAsync();
    }
}
