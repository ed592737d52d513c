using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Workflow.Demo.Processes;
using Workflow.Tools;
using Workflow.Torture.Plan;

namespace Workflow.Torture.World;

/// <summary>Everything that takes part: databases, brokers and hosts of its own, with a network of its own between them.</summary>
internal sealed class TortureWorld : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly TortureOptions _options;
    private readonly List<IAsyncDisposable> _parts = [];

    private TortureWorld(TortureOptions options) => _options = options;

    public string AdminKey { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public PrivatePostgres Postgres { get; private set; } = null!;

    /// <summary>Null when the database shares its disk with everybody.</summary>
    public SmallDisk? Disk { get; private set; }

    /// <summary>Before PostgreSQL, one for each host.</summary>
    public List<TcpProxy> ToPostgres { get; } = [];

    /// <summary>Null without a broker.</summary>
    public RabbitMqCluster? Broker { get; private set; }

    /// <summary>Before the broker, one for each node.</summary>
    public List<TcpProxy> ToBroker { get; } = [];

    /// <summary>Null without Kafka.</summary>
    public KafkaBrokers? Kafka { get; private set; }

    public GatewayServer Gateway { get; private set; } = null!;

    public List<HostServer> Hosts { get; } = [];

    /// <summary>How the judge reaches the database: not through the network that breaks.</summary>
    public string Database => Postgres.ConnectionString(Postgres.Port) + ";Timeout=60";

    /// <summary>Starts all and returns when every host is ready.</summary>
    public static async Task<TortureWorld> CreateAsync(TortureOptions options, IReadOnlyList<PlannedFault> plan, CancellationToken stop)
    {
        var world = new TortureWorld(options);
        try
        {
            await world.StartAsync(plan, stop);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the hosts in order; the names of those that did not end so.</summary>
    public async Task<List<string>> StopHostsAsync()
    {
        var ended = await Task.WhenAll(Hosts.Select(async host => (host, IsClean: await host.StopAsync())));
        return [.. ended.Where(end => !end.IsClean).Select(end => string.Create(CultureInfo.InvariantCulture, $"host{end.host.Number}"))];
    }

    public async ValueTask DisposeAsync()
    {
        // What was started last is ended first: a host wants its database to the end.
        foreach (var part in Enumerable.Reverse(_parts))
            await part.DisposeAsync();
    }

    private async Task StartAsync(IReadOnlyList<PlannedFault> plan, CancellationToken stop)
    {
        CreateDirectory(_options.DataDirectory);
        var postgres = Path.Combine(_options.DataDirectory, "postgres");
        if (_options.Has(FaultCatalogue.DiskFull) && await SmallDisk.MountAsync(postgres, Megabytes()) is { } disk)
            Disk = Add(disk);
        Postgres = Add(await PrivatePostgres.StartAsync(postgres));
        Gateway = Add(await GatewayServer.StartAsync(_options));
        if (_options.Transport is Transport.RabbitMq)
        {
            Broker = Add(await RabbitMqCluster.StartAsync(Path.Combine(_options.DataDirectory, "rabbitmq"), _options.BrokerNodes, stop));
            ToBroker.AddRange(Broker.Nodes.Select(node => Add(new TcpProxy(node.Port))));
        }
        if (_options.Kafka)
            Kafka = Add(new KafkaBrokers());
        await MigrateAsync();
        for (var number = 1; number <= _options.Hosts; number++)
        {
            ToPostgres.Add(Add(new TcpProxy(Postgres.Port)));
            Hosts.Add(Add(new HostServer(number, _options, Settings(number, plan))));
        }
        await Task.WhenAll(Hosts.Select(host => host.StartAsync()));
        await ReadyAsync(stop);
    }

    private Dictionary<string, string?> Settings(int number, IReadOnlyList<PlannedFault> plan)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Admin__Key"] = AdminKey,
            ["ConnectionStrings__Workflow"] = Postgres.ConnectionString(ToPostgres[number - 1].Port),
            ["Payment__GatewayUrl"] = Gateway.Url,
            ["Logging__LogLevel__Default"] = "Warning",
            ["Simulation__Seed"] = _options.Seed.ToString(CultureInfo.InvariantCulture),
            ["Simulation__TransientShare"] = "0.01",
            ["Simulation__ShipmentRejectedShare"] = "0.01",
            // Leases and waits so short that many of them fit into one run.
            ["Messaging__Relay__InstanceTimeoutSeconds"] = "5",
            ["Messaging__Relay__BackoffCapSeconds"] = "5",
            ["Messaging__Relay__RedeliverSeconds"] = "20",
            // Faults of the surroundings are no reason to give a message up.
            ["Messaging__Relay__MaxAttempts"] = "100",
            ["Orders__RetryCapSeconds"] = "20",
        };
        foreach (var step in (string[])["Stock", "Payment", "Shipment", "ShipmentCancellation", "Refund", "StockRelease"])
        {
            settings[$"Orders__{step}__Attempts"] = _options.Attempts.ToString(CultureInfo.InvariantCulture);
            settings[$"Orders__{step}__TimeoutSeconds"] = "20";
        }
        if (ToBroker.Count > 0)
        {
            settings["Transport"] = "RabbitMQ";
            settings["RabbitMq__Uri"] = string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{ToBroker[0].Port}/");
            if (ToBroker.Count > 1)
                settings["RabbitMq__Hosts"] = string.Join(',', ToBroker.Select(proxy => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{proxy.Port}")));
        }
        foreach (var (name, value) in Kafka?.Settings ?? [])
            settings[name] = value;
        foreach (var (name, value) in plan.Where(fault => fault.Kind.IsWholeRun && fault.Target == number).SelectMany(fault => HostSettings.Of(fault.Kind.Name)))
            settings[name] = value;
        return settings;
    }

    private async Task MigrateAsync()
    {
        var start = new ProcessStartInfo(ChildProcess.Dotnet(), [_options.HostDll, "migrate"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__Workflow"] = Database;
        using var migrate = Process.Start(start)!;
        var error = migrate.StandardError.ReadToEndAsync();
        await migrate.StandardOutput.ReadToEndAsync();
        await migrate.WaitForExitAsync();
        if (migrate.ExitCode != 0)
            throw new InvalidOperationException($"The database could not be brought up to date: {await error}");
    }

    private async Task ReadyAsync(CancellationToken stop)
    {
        foreach (var host in Hosts)
        {
            if (!await host.IsReadyWithinAsync(StartLimit, stop))
                throw new InvalidOperationException($"host{host.Number} is not ready:\n{host.LastLines()}");
        }
    }

    // Twenty kilobytes an order, write-ahead log and all, beside what an empty cluster takes.
    private int Megabytes() => 640 + (int)(_options.Rate * _options.Length.TotalSeconds / 50);

    // User postgres has to pass when root runs this; it can list nothing.
    private static void CreateDirectory(string directory)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
            throw new InvalidOperationException("The torture runs on Linux.");
        Directory.CreateDirectory(directory, Environment.IsPrivilegedProcess ? Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Owner);
    }

    private T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
