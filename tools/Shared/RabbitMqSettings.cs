using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.Tools;

/// <summary>The files and the environment of one private node; nothing of the system's own RabbitMQ is read or written.</summary>
/// <param name="Directory">Everything of the node is in here.</param>
/// <param name="Port">AMQP, on the loopback.</param>
/// <param name="MapperPort">Of the <see cref="ErlangPortMapper"/>.</param>
internal sealed record RabbitMqSettings(string Directory, int Port, int MapperPort)
{
    private const string Memory = "512MB";

    // Made of the path: the data of a node are under its name, so the same directory must give the same one.
    public string Name { get; } = $"x{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)))[..10]}@localhost";

    /// <summary>What the nodes of one cluster, and those who give them orders, have in common.</summary>
    public required string Cookie { get; init; }

    /// <summary>The first node of the cluster to join at the first start; null for a node that stands alone.</summary>
    public string? Join { get; init; }

    /// <summary>Further lines of its configuration.</summary>
    public string More { get; init; } = "";

    private int DistributionPort { get; } = FreePort.Next();

    public string LogDirectory => In("log");

    public GuardedStart Start => new([RabbitMqPrograms.Server()], In("console.log"))
    {
        Environment = Environment(),
        LockPath = In("lock"),
    };

    public IReadOnlyDictionary<string, string?> Environment()
    {
        // What the caller has set for another RabbitMQ would win over our files.
        var environment = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("RABBITMQ_", StringComparison.Ordinal) || name.StartsWith("ERL_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);
        environment["HOME"] = Directory;
        environment["LANG"] = "C.UTF-8";
        environment["ERL_EPMD_PORT"] = Text(MapperPort);
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["RABBITMQ_NODENAME"] = Name;
        environment["RABBITMQ_NODE_PORT"] = Text(Port);
        environment["RABBITMQ_DIST_PORT"] = Text(DistributionPort);
        environment["RABBITMQ_MNESIA_BASE"] = In("data");
        environment["RABBITMQ_LOG_BASE"] = LogDirectory;
        environment["RABBITMQ_PID_FILE"] = In("pid");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins");
        environment["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf");
        environment["RABBITMQ_CONF_ENV_FILE"] = In("rabbitmq-env.conf");
        // The start script then becomes the node itself instead of a parent that waits for it: its id is the node's.
        environment["RABBITMQ_ALLOW_INPUT"] = "1";
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-noinput -kernel inet_dist_use_interface {127,0,0,1} -kernel net_ticktime 8";
        return environment;
    }

    public void Write()
    {
        foreach (var directory in (string[])[Directory, In("data"), LogDirectory])
            System.IO.Directory.CreateDirectory(directory);
        File.WriteAllText(In("rabbitmq.conf"), Configuration());
        File.WriteAllText(In("rabbitmq-env.conf"), "");
        File.WriteAllText(In("enabled_plugins"), "[].\n");
        WriteCookie();
    }

    // Erlang refuses a cookie that others may read.
    private void WriteCookie()
    {
        var path = In(".erlang.cookie");
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(Cookie);
    }

    private string Configuration() =>
        $"""
        listeners.tcp.1 = 127.0.0.1:{Text(Port)}
        vm_memory_high_watermark.absolute = {Memory}
        disk_free_limit.absolute = 50MB
        raft.wal_max_size_bytes = 33554432
        log.console = false
        log.file.level = info
        {(Join is null ? "" : ClusterConfiguration(Join))}
        {More}

        """;

    private static string ClusterConfiguration(string first) =>
        $"""
        cluster_formation.peer_discovery_backend = classic_config
        cluster_formation.classic_config.nodes.1 = {first}
        cluster_partition_handling = pause_minority
        """;

    private string In(string name) => Path.Combine(Directory, name);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
