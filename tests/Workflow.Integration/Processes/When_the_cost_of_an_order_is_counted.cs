using Workflow.Benchmarks;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.World;
using Workflow.Demo.Input;
using Workflow.Integration.Embedded;

namespace Workflow.Integration.Processes;

/// <summary>
/// What an order costs is counted, not timed, so it can be asserted on any machine. Thousands of orders are given at once:
/// then a slow machine makes larger batches and fewer transactions. What the host does without orders is taken off.
/// </summary>
public sealed class When_the_cost_of_an_order_is_counted : IDisposable
{
    private const int Warming = 2_000;
    private const int Orders = 4_000;
    private const int Connections = 64;

    private const double MostTransactions = 0.3;
    private const double MostWalBytes = 10_000;
    private const double MostAllocatedBytes = 45_000;

    // The runtime counts once a second.
    private static readonly TimeSpan Counted = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    private readonly DataDirectory _data = DataDirectory.Open();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Should_stay_within_what_is_stated()
    {
        var options = new BenchOptions { Root = AppContext.BaseDirectory, DataDirectory = _data.Path, HostDll = Programs.Host, GatewayDll = Programs.Gateway };
        var pool = new RequestPool(GeneratedOrders.Create(Orders, seed: 11));
        await using var shop = await Shop.OpenAsync(options, new ShopPlan("cost"), CancellationToken.None);
        await shop.StockAsync(pool.Orders, CancellationToken.None);
        await OrderAsync(shop, pool, Warming);

        await using var runtime = RuntimeWatch.Start(shop.Hosts[0].Id);
        var idle = await CountAsync(shop, runtime, () => Task.Delay(Idle));
        var busy = await CountAsync(shop, runtime, () => OrderAsync(shop, pool, Orders));

        var seconds = busy.Seconds / idle.Seconds;
        var transactions = (busy.Transactions - idle.Transactions * seconds) / Orders;
        var wal = (busy.WalBytes - idle.WalBytes * seconds) / Orders;
        var allocated = (busy.Allocated - idle.Allocated * seconds) / Orders;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{transactions:0.000} transactions, {wal:0} bytes of WAL, {allocated:0} bytes allocated an order; {busy.Seconds:0.0} s");
        Assert.InRange(transactions, 0.0001, MostTransactions);
        Assert.InRange(wal, 1, MostWalBytes);
        Assert.InRange(allocated, 1, MostAllocatedBytes);
        Assert.Equal(0, await Drain.ThenVerifyAsync(shop, CancellationToken.None));
    }

    private static async Task OrderAsync(Shop shop, RequestPool pool, int orders)
    {
        using var load = shop.Load(Connections, pool);
        await load.RunAsync(new CountedPace(orders), CancellationToken.None);
        Assert.Equal(orders, load.Accepted);
        await Drain.UntilQuietAsync(shop, CancellationToken.None);
    }

    private static async Task<(double Seconds, double Transactions, double WalBytes, double Allocated)> CountAsync(Shop shop, RuntimeWatch runtime, Func<Task> work)
    {
        await Task.Delay(Counted);
        var allocated = runtime.Take().Allocated;
        var began = await Meter.ReadAsync(shop);
        await work();
        await Task.Delay(Counted);
        var ended = await Meter.ReadAsync(shop);
        return ((ended.Clock - began.Clock).TotalSeconds, ended.Transactions - began.Transactions, ended.WalBytes - began.WalBytes, runtime.Take().Allocated - allocated);
    }
}
