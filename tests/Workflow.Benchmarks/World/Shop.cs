using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Workflow.Benchmarks.Load;
using Workflow.Demo.Input;
using Workflow.Demo.Processes;
using Workflow.Demo.Replay;
using Workflow.Tools;
using Workflow.Torture.Judge;

namespace Workflow.Benchmarks.World;

/// <summary>
/// The whole product in processes of its own, as a user starts it: hosts in Release with the private PostgreSQL of the
/// first, a payment gateway that does no wrong, and a broker where it is wanted. New and empty each time.
/// </summary>
internal sealed class Shop : IAsyncDisposable
{
    private const long PlentyOfGoods = 1_000_000_000;
    private static int _number;
    private readonly BenchOptions _options;
    private readonly string _directory;
    private readonly List<ServerProcess> _hosts = [];
    private ServerProcess? _gateway;

    private Shop(BenchOptions options, ShopPlan plan)
    {
        (_options, Plan) = (options, plan);
        _directory = Path.Combine(options.DataDirectory, string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _number)}-{plan.Name}"));
    }

    public ShopPlan Plan { get; }

    public NpgsqlDataSource Database { get; private set; } = null!;

    public string ConnectionString { get; private set; } = "";

    public string AdminKey { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public IReadOnlyList<ServerProcess> Hosts => _hosts;

    public ServerProcess Gateway => _gateway!;

    /// <summary>Null without a broker.</summary>
    public RabbitMqNode? Broker { get; private set; }

    /// <summary>The server's first process.</summary>
    public int PostgresId { get; private set; }

    public IReadOnlyList<Uri> Addresses => [.. _hosts.Select(host => host.Address)];

    /// <summary>Starts all; returns when every host is ready.</summary>
    public static async Task<Shop> OpenAsync(BenchOptions options, ShopPlan plan, CancellationToken stop)
    {
        var shop = new Shop(options, plan);
        try
        {
            await shop.StartAsync(stop);
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>More of every product than can be ordered.</summary>
    public Task StockAsync(IEnumerable<DemoOrder> orders, CancellationToken stop)
    {
        var goods = orders.Where(order => order.Demand is not null).SelectMany(order => order.Demand!).Select(wanted => wanted.Sku)
            .Distinct().Select(sku => new Wanted(sku, PlentyOfGoods)).ToList();
        return StockLoader.LoadAsync(Addresses[0], AdminKey, new StockPlan("bench", goods, 0), stop);
    }

    /// <summary>A load of all hosts.</summary>
    public HttpLoad Load(int connections, RequestPool pool, Action<Guid>? onAccepted = null) =>
        new(Addresses, connections, pool) { OnAccepted = onAccepted };

    /// <summary>What the product's own proof finds wrong.</summary>
    public Task<int> CountViolationsAsync() => Verifier.CountViolationsAsync(_options.HostDll, ConnectionString, Origin(Gateway.Address));

    /// <exception cref="BenchException">A host has ended by itself.</exception>
    public void MustRun()
    {
        if (_hosts.Find(host => host.HasEnded) is { } ended)
            throw new BenchException($"A host ended in the middle:\n{ended.LastLines}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        // The first has the database: it ends last.
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            if (!await host.StopAsync())
                await Console.Error.WriteLineAsync($"A host did not end in order:\n{host.LastLines}");
            await host.DisposeAsync();
        }
        if (Broker is not null)
            await Broker.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await RemoveAsync();
    }

    private async Task StartAsync(CancellationToken stop)
    {
        MakeDirectory(_options.DataDirectory);
        MakeDirectory(_directory);
        var gateway = ServerProcess.FreeAddress();
        _gateway = await ServerProcess.StartAsync(
            [_options.GatewayDll, $"--urls={Origin(gateway)}", $"--ledger={In("ledger.ndjson")}", "--declined=0", "--unknown=0", "--failing=0"],
            (gateway, "/faults", In("gateway.log")), new Dictionary<string, string?>(), stop);
        if (Plan.Transport is Transport.RabbitMq)
            Broker = await RabbitMqNode.StartAsync(In("rabbitmq"), stop);
        for (var number = 1; number <= Plan.Hosts; number++)
            await AddHostAsync(stop);
    }

    private async Task AddHostAsync(CancellationToken stop)
    {
        var address = ServerProcess.FreeAddress();
        var log = In(string.Create(CultureInfo.InvariantCulture, $"host{_hosts.Count + 1}.log"));
        _hosts.Add(await ServerProcess.StartAsync(
            [_options.HostDll, $"--Urls={Origin(address)}", $"--Embedded:DataDirectory={_directory}"], (address, "/health/ready", log), HostEnvironment(), stop));
        if (_hosts.Count == 1)
            await FindDatabaseAsync(stop);
    }

    private Dictionary<string, string?> HostEnvironment()
    {
        var environment = new Dictionary<string, string?>
        {
            ["Admin__Key"] = AdminKey,
            ["Payment__GatewayUrl"] = Origin(Gateway.Address),
            ["Logging__LogLevel__Default"] = "Warning",
            // What the caller has set for a host of its own would be measured here.
            ["ConnectionStrings__Workflow"] = null,
        };
        if (Broker is not null)
            (environment["Transport"], environment["RabbitMq__Uri"]) = ("RabbitMQ", Broker.Uri.ToString());
        // Double-mapped code lies in a file without a name, for which the profiler does not look names up.
        if (Plan.IsProfiled)
            (environment["DOTNET_PerfMapEnabled"], environment["DOTNET_EnableWriteXorExecute"]) = ("1", "0");
        foreach (var (name, value) in _options.HostSettings.Concat(Plan.Settings))
            environment[name] = value;
        return environment;
    }

    private async Task FindDatabaseAsync(CancellationToken stop)
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(In("embedded.json"), stop));
        ConnectionString = json.RootElement.GetProperty("connectionString").GetString()!;
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            MaxPoolSize = 6,
            ApplicationName = "workflow bench",
            MaxAutoPrepare = 8,
            CommandTimeout = 600,
        });
        await using var command = Database.CreateCommand("SELECT pg_backend_pid()");
        PostgresId = ProcessTimes.ParentOf((int)(await command.ExecuteScalarAsync(stop))!);
    }

    private async Task RemoveAsync()
    {
        if (LeftCluster.Find(_directory) is { } cluster)
            await cluster.RemoveAsync(CancellationToken.None);
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private string In(string name) => Path.Combine(_directory, name);

    // User postgres has to pass when root runs this; it can list nothing.
    private static void MakeDirectory(string directory)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
            throw new BenchException("The benches run on Linux.");
        Directory.CreateDirectory(directory, Environment.IsPrivilegedProcess ? Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Owner);
    }
}
