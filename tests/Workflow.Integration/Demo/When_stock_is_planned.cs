using Workflow.Demo.Input;

namespace Workflow.Integration.Demo;

public sealed class When_stock_is_planned
{
    private static readonly List<DemoOrder> Orders = GeneratedOrders.Create(1_000, seed: 1);

    [Fact]
    public void Should_bring_exactly_what_valid_orders_want()
    {
        var invalid = new DemoOrder("demo-bad", [1], Demand: null);

        var plan = StockPlan.For([.. Orders, invalid], scarce: 0, seed: 1);

        Assert.Equal(Orders.SelectMany(order => order.Demand!).Sum(wanted => wanted.Quantity), plan.Goods.Sum(line => line.Quantity));
        Assert.Equal(0, plan.ScarceProducts);
    }

    [Fact]
    public void Should_halve_the_share_of_products_that_the_seed_chooses()
    {
        var full = StockPlan.For(Orders, scarce: 0, seed: 1).Goods.ToDictionary(line => line.Sku, line => line.Quantity);

        var plan = StockPlan.For(Orders, scarce: 0.1, seed: 1);

        var halved = plan.Goods.Where(line => line.Quantity < full[line.Sku]).ToList();
        Assert.Equal((int)Math.Ceiling(full.Count * 0.1), plan.ScarceProducts);
        Assert.Equal(plan.ScarceProducts, halved.Count);
        Assert.All(halved, line => Assert.Equal(full[line.Sku] / 2, line.Quantity));
        Assert.NotEqual(halved, StockPlan.For(Orders, scarce: 0.1, seed: 2).Goods.Where(line => line.Quantity < full[line.Sku]));
    }

    [Fact]
    public void Should_have_the_same_id_for_the_same_orders_only()
    {
        var id = StockPlan.For(Orders, 0.01, 1).Id;

        Assert.Equal(id, StockPlan.For(GeneratedOrders.Create(1_000, 1), 0.01, 1).Id);
        Assert.NotEqual(id, StockPlan.For(Orders[..999], 0.01, 1).Id);
        Assert.NotEqual(id, StockPlan.For(Orders, 0.02, 1).Id);
        Assert.NotEqual(id, StockPlan.For(Orders, 0.01, 2).Id);
        Assert.InRange(id.Length, 1, 60);
    }
}
