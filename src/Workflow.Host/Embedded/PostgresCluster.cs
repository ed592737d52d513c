using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Workflow.Host.Embedded;

/// <summary>One cluster with the programs and the account that run it: makes it, starts its server, stops it.</summary>
internal sealed class PostgresCluster(ClusterHome home, PostgresBinaries binaries, PostgresAccount account)
{
    /// <summary>The superuser of the cluster.</summary>
    public const string Superuser = "workflow";

    private const int StartAttempts = 3;
    private const int ShownLogLines = 20;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastActs = TimeSpan.FromSeconds(10);

    /// <summary>Where the cluster is.</summary>
    public ClusterHome Home => home;

    /// <summary>The programs that run it.</summary>
    public PostgresBinaries Binaries => binaries;

    /// <summary>Makes the cluster. A rename at the end marks it complete; what a killed attempt left is removed.</summary>
    public async Task InitializeAsync(bool checksums, CancellationToken cancellationToken)
    {
        await account.RequireAsync("rm", ["-rf", home.Unfinished], cancellationToken);
        await account.RequireAsync(
            "sh", ["-c", "umask 077; cat > \"$1\"", "sh", home.PasswordFile], cancellationToken, NewPassword());
        string[] arguments =
        [
            "-D", home.Unfinished, "-U", Superuser, $"--pwfile={home.PasswordFile}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", .. checksums ? ["--data-checksums"] : Array.Empty<string>(),
        ];
        await account.RequireAsync(binaries["initdb"], arguments, cancellationToken);
        await account.RequireAsync("mv", ["-T", home.Unfinished, home.Data], cancellationToken);
    }

    /// <summary>Starts the server on a free loopback port and waits until it accepts connections.</summary>
    /// <returns>The port.</returns>
    /// <exception cref="EmbeddedPostgresException">It did not start; the message carries the end of its log.</exception>
    public async Task<int> StartAsync(int limitSeconds, CancellationToken cancellationToken)
    {
        var lz4 = await SupportsLz4Async(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            await account.RequireAsync("rm", ["-f", home.StartLog], cancellationToken);
            string[] arguments =
            [
                "start", "-w", "-t", $"{limitSeconds}", "-D", home.Data, "-l", home.StartLog,
                "-o", PostgresSettings.Arguments(home, port, lz4),
            ];
            var result = await account.RunAsync(binaries["pg_ctl"], arguments, cancellationToken);
            if (result.ExitCode == 0)
                return port;
            // Between our look and the server's bind another program may have taken the port.
            if (attempt == StartAttempts || IsFree(port))
                throw new EmbeddedPostgresException(
                    $"PostgreSQL did not start within {limitSeconds} s (cluster {home.Data}). Its last log lines:"
                    + Environment.NewLine + LastLogLines());
        }
    }

    /// <summary>Stops the server.</summary>
    /// <param name="server">The one that runs.</param>
    /// <param name="mode"><c>fast</c> or <c>immediate</c>.</param>
    /// <param name="limitSeconds">How long to wait for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it has stopped.</returns>
    public async Task<bool> StopAsync(PostmasterFile server, string mode, int limitSeconds, CancellationToken cancellationToken)
    {
        string[] arguments = ["stop", "-w", "-t", $"{limitSeconds}", "-m", mode, "-D", home.Data];
        var result = await account.RunAsync(binaries["pg_ctl"], arguments, cancellationToken);
        // pg_ctl waits for the removal of postmaster.pid, which is not the server's last act.
        for (var waited = TimeSpan.Zero; result.ExitCode == 0 && server.IsAlive && waited < LastActs; waited += LookAgain)
            await Task.Delay(LookAgain, cancellationToken);
        return !server.IsAlive;
    }

    /// <summary>The end of what the server has logged.</summary>
    public string LastLogLines()
    {
        var log = new DirectoryInfo(home.LogDirectory);
        var newest = log.Exists ? log.EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc)?.FullName : null;
        var lines = new[] { home.StartLog, newest }
            .Where(File.Exists)
            .SelectMany(file => File.ReadLines(file!).TakeLast(ShownLogLines));
        return string.Join(Environment.NewLine, lines);
    }

    // PostgreSQL 14 and builds without lz4 know only on and off. The server itself checks the value.
    private async Task<bool> SupportsLz4Async(CancellationToken cancellationToken)
    {
        string[] arguments = ["-D", home.Data, "-C", "wal_compression", "-c", "wal_compression=lz4"];
        return (await account.RunAsync(binaries["postgres"], arguments, cancellationToken)).ExitCode == 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    private static string NewPassword()
    {
        const int Bytes = 24;
        return Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
    }
}
