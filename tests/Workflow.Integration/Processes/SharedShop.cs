using Workflow.Demo.Input;
using Workflow.Demo.Replay;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Processes;

/// <summary>A gateway, and hosts that share one database that is not theirs.</summary>
internal sealed class SharedShop : IAsyncDisposable
{
    private readonly TemporaryLedger _ledger = new();
    private readonly StockPlan _plan;

    private SharedShop(string database, int hosts, int orders, int seed, Func<int, string[]> settings)
    {
        var generated = GeneratedOrders.Create(orders, seed);
        _plan = StockPlan.For(generated, scarce: 0.02, seed);
        Database = database;
        Gateway = Server.Gateway(_ledger.Path, Faults.OfGateway(seed));
        Hosts = [.. Enumerable.Range(0, hosts).Select(host => Server.Host(
            Gateway, database, ["--Messaging:Relay:InstanceTimeoutSeconds=3", .. Faults.OfHost(seed), .. settings(host)]))];
        Customers = new Customers(generated, seed, [.. Hosts.Select(host => host.Address)]);
    }

    public string Database { get; }

    public Server Gateway { get; }

    public Server[] Hosts { get; }

    public Customers Customers { get; }

    /// <summary>Brings the empty database up to date by the verb, starts everything and fills the stock.</summary>
    /// <param name="database">An empty one.</param>
    /// <param name="hosts">How many.</param>
    /// <param name="orders">How many.</param>
    /// <param name="seed">Decides orders and faults.</param>
    /// <param name="settings">What the host of a number, from 0, is told besides.</param>
    public static async Task<SharedShop> OpenAsync(string database, int hosts, int orders, int seed, Func<int, string[]>? settings = null)
    {
        await MigrateAsync(database);
        var shop = new SharedShop(database, hosts, orders, seed, settings ?? (_ => []));
        try
        {
            await shop.Gateway.StartAsync();
            await Task.WhenAll(shop.Hosts.Select(host => host.StartAsync()));
            Assert.True(await StockLoader.LoadAsync(shop.Hosts[0].Address, Server.AdminKey, shop._plan, CancellationToken.None));
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything that was acknowledged has come to its end, once; nothing else is there.</summary>
    public async Task ProveAsync()
    {
        await Books.BeQuietAsync(Database, Customers.Orders.Count);
        await Books.HoldExactlyAsync(Database, Customers);
        await Verify.FindsNothingAsync(Database, Gateway);
    }

    public async ValueTask DisposeAsync()
    {
        Customers.Dispose();
        foreach (var server in Hosts.Append(Gateway))
            await server.DisposeAsync();
        _ledger.Dispose();
    }

    private static async Task MigrateAsync(string database)
    {
        await using var migrate = TestProcess.Start(Programs.Host, ["migrate"], ("ConnectionStrings__Workflow", database));
        Assert.True(await migrate.EndAsync() == 0, migrate.Output);
    }
}
