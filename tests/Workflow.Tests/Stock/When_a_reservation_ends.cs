using Workflow.Participants.Stock;
using static Workflow.Tests.Stock.StockScene;

namespace Workflow.Tests.Stock;

public sealed class When_a_reservation_ends
{
    private readonly StockLedger _shop = Shop(("A", 5), ("B", 5));

    [Fact]
    public void Should_put_released_goods_back()
    {
        _shop.Load(Order, new Reservation("Reserved", Lines(("A", 3), ("B", 1))));

        Assert.Equal(StockReply.Released, StockDecisions.Release(_shop, Order));

        Assert.Equal((0, 3, -3, 0), _shop.Moved("A"));
        Assert.Equal((0, 1, -1, 0), _shop.Moved("B"));
        Assert.Equal("Released", _shop.Reservation(Order)!.Status);
    }

    [Fact]
    public void Should_bar_the_reservation_that_comes_after_its_release()
    {
        Assert.Equal(StockReply.Released, StockDecisions.Release(_shop, Order));
        Assert.Equal(StockReply.None, StockDecisions.Reserve(_shop, Order, Lines(("A", 1))));

        Assert.Null(_shop.Reservation(Order)!.Items);
        Assert.Empty(_shop.ChangedLevels);
    }

    [Theory]
    [InlineData("Rejected")]
    [InlineData("Released")]
    public void Should_answer_a_release_that_has_nothing_to_put_back(string status)
    {
        _shop.Load(Order, new Reservation(status, Lines(("A", 3))));

        Assert.Equal(StockReply.Released, StockDecisions.Release(_shop, Order));

        Assert.Empty(_shop.ChangedLevels);
        Assert.Empty(_shop.ChangedReservations);
    }

    [Fact]
    public void Should_never_release_a_sale()
    {
        _shop.Load(Order, new Reservation("Sold", Lines(("A", 3))));

        Assert.Equal(StockReply.Impossible, StockDecisions.Release(_shop, Order));
        Assert.Empty(_shop.ChangedLevels);
    }

    [Fact]
    public void Should_sell_what_is_reserved_and_answer_nothing()
    {
        _shop.Load(Order, new Reservation("Reserved", Lines(("A", 3))));

        Assert.Equal(StockReply.None, StockDecisions.Commit(_shop, Order));

        Assert.Equal((0, 0, -3, 3), _shop.Moved("A"));
        Assert.Equal("Sold", _shop.Reservation(Order)!.Status);
    }

    [Theory]
    [InlineData("Rejected")]
    [InlineData("Released")]
    [InlineData("Sold")]
    [InlineData(null)]
    public void Should_sell_nothing_else(string? status)
    {
        if (status is not null)
            _shop.Load(Order, new Reservation(status, Lines(("A", 3))));

        Assert.Equal(StockReply.None, StockDecisions.Commit(_shop, Order));

        Assert.Empty(_shop.ChangedLevels);
        Assert.Empty(_shop.ChangedReservations);
    }

    [Fact]
    public void Should_follow_the_order_of_commands_within_a_batch()
    {
        StockDecisions.Reserve(_shop, Order, Lines(("A", 5)));
        StockDecisions.Release(_shop, Order);
        StockDecisions.Reserve(_shop, OtherOrder, Lines(("A", 5)));
        StockDecisions.Commit(_shop, OtherOrder);

        Assert.Equal((0, -5, 0, 5), _shop.Moved("A"));
    }
}
