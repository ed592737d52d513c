using System.Diagnostics;
using System.Net;
using Npgsql;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Tls;

/// <summary>A PostgreSQL and a RabbitMQ that ask for certificates and show their own.</summary>
internal sealed class SecureServers : IAsyncDisposable
{
    private static readonly string Network = $"127.{Random.Shared.Next(10, 250)}.{Random.Shared.Next(1, 250)}";
    private static readonly IPAddress DatabaseAddress = IPAddress.Parse(Network + ".1");

    /// <summary>The database listens here, too, but has no certificate for it.</summary>
    public static readonly string OtherAddress = Network + ".2";

    private readonly string _directory = Directory.CreateTempSubdirectory("wf-tls-").FullName;
    private readonly TestCluster _postgres;
    private ErlangPortMapper? _mapper;

    private SecureServers(TestCluster postgres)
    {
        _postgres = postgres;
        Ours = new Authority(_directory, "ours");
        Theirs = new Authority(_directory, "theirs");
        Own = Ours.Issue("workflow-host");
    }

    public Authority Ours { get; }

    /// <summary>Nobody here trusts it.</summary>
    public Authority Theirs { get; }

    /// <summary>The host's certificate and key.</summary>
    public (string Certificate, string Key) Own { get; }

    public RabbitMqNode RabbitMq { get; private set; } = null!;

    public Uri Broker { get; private set; } = null!;

    public static async Task<SecureServers> StartAsync()
    {
        var servers = new SecureServers(await TestCluster.StartAsync(listensAt: $"{DatabaseAddress},{OtherAddress}"));
        await servers.SecurePostgresAsync();
        await servers.StartRabbitMqAsync();
        return servers;
    }

    /// <summary>By TLS, with a certificate of the host's own.</summary>
    public string Database(string caFile, string? address = null) => new NpgsqlConnectionStringBuilder
    {
        Host = address ?? DatabaseAddress.ToString(),
        Username = "workflow",
        Database = "workflow",
        SslMode = SslMode.VerifyFull,
        RootCertificate = caFile,
        SslCertificate = Own.Certificate,
        SslKey = Own.Key,
        MaxPoolSize = 40,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await RabbitMq.DisposeAsync();
        if (_mapper is not null)
            await _mapper.DisposeAsync();
        await _postgres.DisposeAsync();
        Ours.Dispose();
        Theirs.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task SecurePostgresAsync()
    {
        var (certificate, key) = Ours.Issue("database", DatabaseAddress);
        var (ca, crt, own) = (Place(Ours.CaFile), Place(certificate), Place(key));
        File.AppendAllText(Path.Combine(_postgres.DirectoryPath, "data", "pg_hba.conf"), "hostssl all all 127.0.0.0/8 trust clientcert=verify-ca\n");
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in new[]
        {
            "CREATE DATABASE workflow", $"ALTER SYSTEM SET ssl_ca_file = '{ca}'", $"ALTER SYSTEM SET ssl_cert_file = '{crt}'",
            $"ALTER SYSTEM SET ssl_key_file = '{own}'", "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()",
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    // PostgreSQL wants its key to be its own and nobody else's.
    private string Place(string file)
    {
        var placed = Path.Combine(_postgres.DirectoryPath, Path.GetFileName(file));
        File.Copy(file, placed);
        File.SetUnixFileMode(placed, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["postgres", placed]);
            chown.WaitForExit();
        }
        return placed;
    }

    private async Task StartRabbitMqAsync()
    {
        var (certificate, key) = Ours.Issue("broker", IPAddress.Loopback);
        var port = FreePort.Next();
        var home = Path.Combine(_directory, "rabbitmq");
        Directory.CreateDirectory(home);
        _mapper = await ErlangPortMapper.StartAsync(home, CancellationToken.None);
        RabbitMq = new RabbitMqNode(new RabbitMqSettings(home, FreePort.Next(), _mapper.Port)
        {
            Cookie = RabbitMqNode.NewCookie(),
            More = $"""
                listeners.ssl.1 = 127.0.0.1:{port}
                ssl_options.cacertfile = {Ours.CaFile}
                ssl_options.certfile = {certificate}
                ssl_options.keyfile = {key}
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = true
                """,
        });
        await RabbitMq.RestartAsync();
        Broker = new Uri($"amqps://guest:guest@127.0.0.1:{port}/");
    }
}
