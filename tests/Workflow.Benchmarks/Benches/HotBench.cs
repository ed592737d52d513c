using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;
using Workflow.Demo.Input;
using Workflow.Demo.Replay;

namespace Workflow.Benchmarks.Benches;

/// <summary>Every order wants the same product, against as many orders of as many lines over many products.</summary>
internal static class HotBench
{
    private const string Hot = "same product";
    private const string Uniform = "many products";
    private const int Products = 1_000;
    private const int Orders = 10_000;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        await using var shops = new OpenShops(options, stop);
        var whole = new WholeOrders(options, stop);
        var hot = new RequestPool([.. Enumerable.Range(0, Orders).Select(number => PlainOrders.Create(number, ["HOT"]))]);
        var uniform = new RequestPool([.. Enumerable.Range(0, Orders).Select(number => PlainOrders.Create(number, [PlainOrders.Sku(number % Products)]))]);
        var runs = await Rounds.RunAsync(options.Runs, [Hot, Uniform],
            side => whole.MeasureAsync(shops, new ShopPlan(side.Replace(' ', '-')), side == Hot ? hot : uniform, options.Length(60)),
            figures => string.Create(CultureInfo.InvariantCulture, $"{figures.PerSecond:0} orders/s"));
        report.Prove(await shops.ThenVerifyAsync());
        report.Add(
            new Measured($"{Hot}: orders completed", "orders/s", Rates(Hot)),
            new Measured($"{Uniform}: orders completed", "orders/s", Rates(Uniform)),
            new Measured("same product against many", "%", [.. Spread.Ratios(Rates(Hot), Rates(Uniform)).Select(ratio => ratio * 100)]) { Target = 90, Goal = 100 });
        var oversold = await SellOutAsync(options, report, stop);
        report.Add(new Measured("pieces sold beyond the stock", "pieces", [oversold]) { IsCost = true, Target = 0, Goal = 0 });
        report.Prove(oversold > 0 ? 1 : 0);

        double[] Rates(string side) => [.. runs[side].Select(run => run.PerSecond)];
    }

    /// <summary>Half as many pieces as orders, one piece each, all at once: the pieces sold beyond the stock.</summary>
    private static async Task<long> SellOutAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        const string Rare = "RARE";
        var pieces = options.Quick ? 100 : 2_000;
        await using var shop = await Shop.OpenAsync(options, new ShopPlan("sell-out"), stop);
        await StockLoader.LoadAsync(shop.Addresses[0], shop.AdminKey, new StockPlan("rare", [new Wanted(Rare, pieces)], 1), stop);
        using (var load = shop.Load(options.Connections ?? 64, new RequestPool([PlainOrders.Create(1, [Rare])])))
            await load.RunAsync(new CountedPace(pieces * 2), stop);
        await Drain.UntilQuietAsync(shop, stop);
        report.Prove(await shop.CountViolationsAsync());
        await using var command = shop.Database.CreateCommand(
            "SELECT (SELECT count(*) FROM orders.saga WHERE state = 'Completed'), (SELECT count(*) FROM orders.saga WHERE state = 'Rejected'), (SELECT least(on_hand, 0) FROM stock.item)");
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        var (sold, refused) = (row.GetInt64(0), row.GetInt64(1));
        report.Note(string.Create(CultureInfo.InvariantCulture, $"{pieces} pieces, {pieces * 2} orders for one each: {sold} completed, {refused} rejected."));
        return Math.Max(sold - pieces, 0) + (sold < pieces && refused > pieces ? refused - pieces : 0);
    }
}
