using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workflow.Migrations;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>A PostgreSQL server of one test's own that can be stopped as by a crash, and started again.</summary>
internal sealed class RestartableCluster : IAsyncDisposable
{
    private static readonly string Binaries = Directory.GetDirectories("/usr/lib/postgresql")
        .Select(path => Path.Combine(path, "bin")).Where(path => File.Exists(Path.Combine(path, "pg_ctl"))).Order().Last();

    private readonly string _directory = Directory.CreateTempSubdirectory("wf-pg-").FullName;

    internal string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _directory,
        Username = "workflow",
        Database = "postgres",
        Timeout = 5,
    }.ConnectionString;

    internal static async Task<RestartableCluster> StartAsync()
    {
        var cluster = new RestartableCluster();
        if (Environment.IsPrivilegedProcess)
            await RunAsync(["chown", "postgres", cluster._directory]);
        await cluster.RunAsServerAsync("initdb", "-U", "workflow", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await cluster.StartServerAsync();
        await WorkflowMigrator.MigrateAsync(cluster.ConnectionString, NullLogger.Instance);
        return cluster;
    }

    // What has reached the kernel survives the death of the server, so nothing needs to be flushed to disk; but a commit
    // has to be in the log before it is answered.
    internal Task StartServerAsync() => RunAsServerAsync(
        "pg_ctl", "start", "-w", "-l", Path.Combine(_directory, "log"), "-o", $"-k {_directory} -c listen_addresses= -c fsync=off");

    internal Task CrashAsync() => RunAsServerAsync("pg_ctl", "stop", "-w", "-m", "immediate");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_directory, "data", "postmaster.pid")))
            await CrashAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Task RunAsServerAsync(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(Binaries, program), "-D", Path.Combine(_directory, "data"), .. arguments];
        return RunAsync(Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command);
    }

    private static async Task RunAsync(string[] command)
    {
        // The server inherits the output, so that it must not be a pipe of ours that somebody waits to see closed.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }
}
