using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.World;

/// <summary>
/// The shops of a comparison, open from their first turn to the end of all: each later turn finds a warm host, so turns
/// can be short and the sides of a round lie close together on a machine that changes its speed. Who is not at turn idles.
/// </summary>
internal sealed class OpenShops(BenchOptions options, CancellationToken stop) : IAsyncDisposable
{
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

    /// <summary>Waits for the end of all orders, then counts what the proof finds in each.</summary>
    public async Task<int> ThenVerifyAsync()
    {
        var violations = 0;
        foreach (var shop in _shops)
            violations += await Drain.ThenVerifyAsync(shop, stop);
        return violations;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shop in _shops)
            await shop.DisposeAsync();
    }
}
