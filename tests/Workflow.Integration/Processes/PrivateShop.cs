using System.Text.Json;
using Workflow.Demo.Input;
using Workflow.Demo.Replay;
using Workflow.Integration.Embedded;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Processes;

/// <summary>A gateway, and a host with its private PostgreSQL, in directories of their own, where some of everything goes wrong.</summary>
internal sealed class PrivateShop : IAsyncDisposable
{
    private readonly DataDirectory _data = DataDirectory.Open();
    private readonly TemporaryLedger _ledger = new();

    private PrivateShop(int orders, int seed)
    {
        var generated = GeneratedOrders.Create(orders, seed);
        Plan = StockPlan.For(generated, scarce: 0.02, seed);
        Gateway = Server.Gateway(_ledger.Path, Faults.OfGateway(seed));
        Host = Server.Host(Gateway, null, [$"--Embedded:DataDirectory={_data.Path}", .. Faults.OfHost(seed)]);
        Customers = new Customers(generated, seed, Host.Address);
    }

    public Server Gateway { get; }

    public Server Host { get; }

    public Customers Customers { get; }

    public string Database
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(_data.Descriptor));
            return json.RootElement.GetProperty("connectionString").GetString()!;
        }
    }

    private StockPlan Plan { get; }

    public static async Task<PrivateShop> OpenAsync(int orders, int seed)
    {
        var shop = new PrivateShop(orders, seed);
        try
        {
            await shop.Gateway.StartAsync();
            await shop.Host.StartAsync();
            Assert.True(await StockLoader.LoadAsync(shop.Host.Address, Server.AdminKey, shop.Plan, CancellationToken.None));
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Customers.Dispose();
        // The PostgreSQL that a killed host has left is adopted, to be taken along.
        if (Host.Process is { HasEnded: true } && File.Exists(_data.Descriptor))
            await Host.StartAsync();
        await Host.DisposeAsync();
        await Gateway.DisposeAsync();
        _data.Dispose();
        _ledger.Dispose();
    }
}
