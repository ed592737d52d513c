using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using Workflow.Tools;

namespace Workflow.Torture.World;

/// <summary>A PostgreSQL server with its own data, that keeps what it has committed and can be stopped without warning.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "workflow";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly string _directory;
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private GuardedProcess? _server;

    private PrivatePostgres(string directory) => _directory = directory;

    public int Port { get; } = FreePort.Next();

    public bool IsRunning => _server is { HasEnded: false };

    // As root it needs an account of its own: PostgreSQL refuses to run as root.
    private static string? Account => Environment.IsPrivilegedProcess ? "postgres" : null;

    private string Data => Path.Combine(_directory, "data");

    public static async Task<PrivatePostgres> StartAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        var postgres = new PrivatePostgres(directory);
        await postgres.InitializeAsync();
        await postgres.StartAsync();
        await postgres.ExecuteAsync("CREATE DATABASE workflow", "postgres");
        return postgres;
    }

    /// <summary>How to reach it through that port: its own, or that of a proxy before it.</summary>
    public string ConnectionString(int port, string database = "workflow") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = User,
        Password = _password,
        Database = database,
        // Small enough that all hosts find room.
        MaxPoolSize = 60,
        Timeout = 10,
    }.ConnectionString;

    /// <summary>Starts it, also after a crash; returns when it answers.</summary>
    public async Task StartAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = await GuardedProcess.StartAsync(new GuardedStart(
            [
                Path.Combine(Binaries(), "postgres"), "-D", Data, "-p", $"{Port}", "-k", _directory, "-c", "listen_addresses=127.0.0.1",
                "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "max_connections=400",
                "-c", "shared_buffers=128MB", "-c", "max_wal_size=256MB", "-c", "jit=off", "-c", "restart_after_crash=on",
            ],
            Path.Combine(_directory, "server.log"))
        {
            User = Account,
        });
        var since = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (!IsRunning || Stopwatch.GetElapsedTime(since) > StartLimit)
                throw new InvalidOperationException($"PostgreSQL did not start:\n{_server.LastLines()}");
            await Task.Delay(100);
        }
    }

    /// <summary>What <c>pg_ctl stop -m immediate</c> does: no checkpoint, nobody is told.</summary>
    public Task CrashAsync() => _server!.StopAsync(Posix.Quit, TimeSpan.FromSeconds(30));

    /// <summary>Ends every connection but this one.</summary>
    public Task KickAsync() => ExecuteAsync(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", "postgres");

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _server.StopAsync(Posix.Interrupt, TimeSpan.FromSeconds(30));
        await _server.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql, string database)
    {
        await using var connection = new NpgsqlConnection(Unpooled(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(Unpooled("postgres"));
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            // Not listening yet, or recovering.
            return false;
        }
    }

    private string Unpooled(string database) => ConnectionString(Port, database) + ";Pooling=false";

    private async Task InitializeAsync()
    {
        var secret = Path.Combine(_directory, "secret");
        await File.WriteAllTextAsync(secret, _password);
        if (Account is { } account)
            await RunAsync("chown", "-R", account, _directory);
        string[] command = [Path.Combine(Binaries(), "initdb"), "-D", Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync"];
        await RunAsync(Account is null ? command : ["runuser", "-u", Account, "--", .. command]);
        File.Delete(secret);
    }

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await error}");
    }

    private static string Binaries() => (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
        .Select(path => Path.Combine(path, "bin"))
        .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
        ?? throw new InvalidOperationException("PostgreSQL is not installed (on Debian: apt-get install postgresql).");
}
