using System.Diagnostics;
using Npgsql;

namespace Workflow.TestSupport;

/// <summary>A PostgreSQL cluster in a directory of its own, reached by a socket in that directory and by nothing else.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string User = "workflow";

    // The shell outlives neither the tests nor a kill of them: when its input ends, it stops the server and removes the
    // directory. Nothing has to survive the machine, so the stop is immediate and nothing is ever flushed.
    private const string Script =
        """
        set -e
        trap '' INT TERM
        "$1/initdb" -D "$2/data" -U workflow -A trust -E UTF8 --locale=C --no-sync >"$2/log" 2>&1
        start() {
            "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses="$4" -c fsync=off -c "synchronous_commit=$3" \
                -c full_page_writes=off -c max_connections=400 -c max_wal_size=2GB >>"$2/log" 2>&1 </dev/null &
        }
        stop() {
            kill -QUIT $! || true
            wait $! || true
        }
        start "$@"
        while read -r command; do
            "$command" "$@"
            echo done
        done
        stop
        rm -rf "$2"
        """;

    private readonly string _directory;
    private readonly Process _shell;

    private TestCluster(string directory, Process shell)
    {
        _directory = directory;
        _shell = shell;
    }

    /// <summary>Everything of the server is in here; <c>data</c> are its data.</summary>
    public string DirectoryPath => _directory;

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _directory,
        Username = User,
        Database = database,
        MaxPoolSize = 40,
        // Some runs make hundreds of databases; their pools let go of connections soon.
        ConnectionIdleLifetime = 5,
        ConnectionPruningInterval = 2,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>Starts a cluster. One that is to be crashed must keep what it has committed, so it says so.</summary>
    /// <param name="keepsCommits">Whether a crash may lose nothing.</param>
    /// <param name="listensAt">An address of the loopback network; by default only the socket in its directory.</param>
    public static async Task<TestCluster> StartAsync(bool keepsCommits = false, string listensAt = "")
    {
        var directory = Directory.CreateTempSubdirectory("wf-pg-").FullName;
        // PostgreSQL refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", directory);
        string[] command = ["sh", "-c", Script, "sh", FindBinaries(), directory, keepsCommits ? "on" : "off", listensAt];
        if (Environment.IsPrivilegedProcess)
            command = ["runuser", "-u", "postgres", "--", .. command];

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = directory,
        };
        var cluster = new TestCluster(directory, Process.Start(start)!);
        await cluster.WaitUntilReadyAsync();
        return cluster;
    }

    /// <summary>Stops the server as <c>pg_ctl stop -m immediate</c> does; returns when it is gone.</summary>
    public Task CrashAsync() => TellAsync("stop");

    /// <summary>Starts the server after a crash; returns when it has recovered.</summary>
    public async Task StartAgainAsync()
    {
        await TellAsync("start");
        await WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private async Task TellAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        if (await _shell.StandardOutput.ReadLineAsync() != "done")
            throw new InvalidOperationException($"PostgreSQL did not {command}: {ReadLog()}");
    }

    private async Task WaitUntilReadyAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await IsReadyAsync(timeout.Token))
        {
            if (_shell.HasExited || timeout.IsCancellationRequested)
                throw new InvalidOperationException($"PostgreSQL did not start: {ReadLog()}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        // Asking for the socket first spares the exceptions of connecting to a server that is not there yet.
        if (!File.Exists(Path.Combine(_directory, ".s.PGSQL.5432")))
            return false;
        try
        {
            // A pooled connection from before a crash would open without asking the server.
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException e) when (e.IsTransient || e.SqlState == PostgresErrorCodes.CannotConnectNow)
        {
            return false;
        }
    }

    private string ReadLog()
    {
        var log = Path.Combine(_directory, "log");
        return File.Exists(log) ? File.ReadAllText(log) : "it wrote no log";
    }

    private static string FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
                .Select(path => Path.Combine(path, "bin"))
                .First(path => File.Exists(Path.Combine(path, "initdb")))
            : throw new InvalidOperationException("These tests need PostgreSQL: install the package postgresql.");

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} ended with {process.ExitCode}.");
    }
}
