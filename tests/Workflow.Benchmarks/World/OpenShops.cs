using System.Diagnostics;
using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.World;

/// <summary>
/// The shops of a comparison, open from their first turn to the end of all: each later turn finds a warm host, so turns
/// can be short and the sides of a round lie close together on a machine that changes its speed. Who is not at turn idles.
/// </summary>
internal sealed class OpenShops(BenchOptions options, CancellationToken stop) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly List<Shop> _shops = [];

    /// <summary>The shop of this plan, opened when it is asked for first.</summary>
    /// <param name="plan">Known by its name.</param>
    /// <param name="stock">What can be ordered there.</param>
    /// <param name="prepare">What is done then, before it is measured.</param>
    public async Task<Shop> OfAsync(ShopPlan plan, RequestPool stock, Func<Shop, Task>? prepare = null)
    {
        if (_shops.Find(shop => shop.Plan.Name == plan.Name) is { } open)
            return open;
        var shop = await Shop.OpenAsync(options, plan, stop);
        _shops.Add(shop);
        await shop.StockAsync(stock.Orders, stop);
        if (prepare is not null)
            await prepare(shop);
        return shop;
    }

    /// <summary>
    /// Waits until PostgreSQL tidies up in none of them, so that no turn pays for what another one left; false when that took too long.
    /// </summary>
    public async Task<bool> UntilTidyAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (await IsTidyingAsync())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                return false;
            await Task.Delay(Pause, stop);
        }
        return true;
    }

    /// <summary>Waits for the end of all orders, then counts what the proof finds in each.</summary>
    public async Task<int> ThenVerifyAsync()
    {
        var violations = 0;
        foreach (var shop in _shops)
            violations += await Drain.ThenVerifyAsync(shop, stop);
        return violations;
    }

    private async Task<bool> IsTidyingAsync()
    {
        foreach (var shop in _shops)
        {
            shop.MustRun();
            await using var workers = shop.Database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'");
            if (await workers.ExecuteScalarAsync(stop) is not 0L)
                return true;
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shop in _shops)
            await shop.DisposeAsync();
    }
}
