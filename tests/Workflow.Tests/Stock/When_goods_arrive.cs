using Workflow.Participants.Stock;
using static Workflow.Tests.Stock.StockScene;

namespace Workflow.Tests.Stock;

public sealed class When_goods_arrive
{
    private readonly StockLedger _shop = Shop(("A", 5));

    [Fact]
    public void Should_add_them_to_known_and_new_products()
    {
        _shop.LoadNewReceipt("R1");

        Assert.True(StockDecisions.Receive(_shop, "R1", Lines(("A", 2), ("A", 1), ("NEW", 7))));

        Assert.Equal((3, 3, 0, 0), _shop.Moved("A"));
        Assert.Equal((7, 7, 0, 0), _shop.Moved("NEW"));
        Assert.False(_shop.Level("NEW")!.IsStored);
    }

    [Fact]
    public void Should_add_nothing_for_a_receipt_that_is_known()
    {
        Assert.False(StockDecisions.Receive(_shop, "R1", Lines(("A", 2))));
        Assert.Empty(_shop.ChangedLevels);
    }

    [Fact]
    public void Should_add_once_for_the_same_receipt_twice_in_a_batch()
    {
        _shop.LoadNewReceipt("R1");

        Assert.True(StockDecisions.Receive(_shop, "R1", Lines(("A", 2))));
        Assert.False(StockDecisions.Receive(_shop, "R1", Lines(("A", 2))));

        Assert.Equal(7, _shop.Level("A")!.OnHand);
    }

    [Fact]
    public void Should_sell_at_once_what_the_same_batch_brought()
    {
        _shop.LoadNewReceipt("R1");
        StockDecisions.Receive(_shop, "R1", Lines(("NEW", 7)));

        Assert.Equal(StockReply.Reserved, StockDecisions.Reserve(_shop, Order, Lines(("NEW", 6))));

        Assert.Equal((7, 1, 6, 0), _shop.Moved("NEW"));
    }
}
