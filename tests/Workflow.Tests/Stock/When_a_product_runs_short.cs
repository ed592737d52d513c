using Workflow.Participants.Stock;
using static Workflow.Tests.Stock.StockScene;

namespace Workflow.Tests.Stock;

public sealed class When_a_product_runs_short
{
    [Theory]
    [InlineData(20, 9, 10, false)]
    [InlineData(20, 10, 10, true)]
    [InlineData(20, 20, 10, true)]
    [InlineData(10, 1, 10, false)]
    [InlineData(11, 1, 10, true)]
    [InlineData(3, 2, 0, false)]
    [InlineData(3, 3, 0, true)]
    public void Should_count_only_the_reservation_that_crosses_the_level(int onHand, int quantity, int level, bool crosses)
    {
        var shop = Shop(("A", onHand));

        Assert.Equal(crosses ? ["A"] : [], Crossed(shop, Order, level, ("A", quantity)));
    }

    [Fact]
    public void Should_tell_of_each_product_alone_and_of_what_is_left()
    {
        var shop = Shop(("A", 12), ("B", 12), ("C", 12));

        Assert.Equal(["A", "C"], Crossed(shop, Order, 10, ("A", 1), ("B", 1), ("C", 2), ("A", 1)));
        Assert.Equal(10, shop.Level("A")!.OnHand);
    }

    [Fact]
    public void Should_tell_again_only_after_goods_came_in_and_left()
    {
        var shop = Shop(("A", 11));
        shop.LoadNewReceipt("R1");

        Assert.Equal(["A"], Crossed(shop, Order, 10, ("A", 1)));
        Assert.Empty(Crossed(shop, OtherOrder, 10, ("A", 1)));
        StockDecisions.Receive(shop, "R1", Lines(("A", 5)));
        Assert.Equal(["A"], Crossed(shop, Guid.CreateVersion7(), 10, ("A", 4)));
    }

    private static List<string> Crossed(StockLedger shop, Guid order, int level, params (string Sku, int Quantity)[] lines)
    {
        Assert.Equal(StockReply.Reserved, StockDecisions.Reserve(shop, order, Lines(lines)));
        return [.. StockShortage.Crossed(shop, shop.Reservation(order)!, level).Select(product => product.Sku)];
    }
}
