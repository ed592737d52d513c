using Workflow.Participants.Stock;
using static Workflow.Tests.Stock.StockScene;

namespace Workflow.Tests.Stock;

public sealed class When_goods_are_reserved
{
    [Fact]
    public void Should_take_all_lines_from_the_shelf()
    {
        var shop = Shop(("A", 5), ("B", 5));

        var reply = StockDecisions.Reserve(shop, Order, Lines(("A", 5), ("B", 2)));

        Assert.Equal(StockReply.Reserved, reply);
        Assert.Equal((0, -5, 5, 0), shop.Moved("A"));
        Assert.Equal((0, -2, 2, 0), shop.Moved("B"));
        Assert.Equal(Lines(("A", 5), ("B", 2)), shop.Reservation(Order)!.Items);
    }

    [Fact]
    public void Should_take_nothing_when_one_line_falls_short()
    {
        var shop = Shop(("A", 5), ("B", 1));

        var reply = StockDecisions.Reserve(shop, Order, Lines(("A", 5), ("B", 2)));

        Assert.Equal(StockReply.Rejected, reply);
        Assert.Empty(shop.ChangedLevels);
        Assert.Equal("Too little on stock of B: wanted 2, on hand 1.", shop.Reservation(Order)!.Reason);
        Assert.Equal(Lines(("B", 1)), shop.Reservation(Order)!.Items);
    }

    [Theory]
    [InlineData(6, 4, true)]
    [InlineData(6, 5, false)]
    public void Should_add_up_the_lines_of_one_sku(int first, int second, bool fits)
    {
        var shop = Shop(("A", 10));

        var reply = StockDecisions.Reserve(shop, Order, Lines(("A", first), ("A", second)));

        Assert.Equal(fits ? StockReply.Reserved : StockReply.Rejected, reply);
        Assert.Equal(fits ? -10 : 0, shop.Moved("A").OnHand);
    }

    [Fact]
    public void Should_name_an_unknown_product()
    {
        var shop = Shop(("A", 5));

        Assert.Equal(StockReply.Rejected, StockDecisions.Reserve(shop, Order, Lines(("a", 1), ("A", 6))));

        Assert.Equal("Unknown product a; 1 more SKUs fall short.", shop.Reservation(Order)!.Reason);
    }

    [Fact]
    public void Should_name_ten_shortages_and_two_hundred_characters_at_most()
    {
        var shop = Shop();
        var lines = Enumerable.Range(0, 50).Select(n => (new string('x', 150) + n, 1)).ToArray();

        StockDecisions.Reserve(shop, Order, Lines(lines));

        Assert.Equal(10, shop.Reservation(Order)!.Items!.Count);
        Assert.InRange(shop.Reservation(Order)!.Reason!.Length, 1, 200);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Should_refuse_a_line_without_pieces(int quantity)
    {
        var shop = Shop(("A", 5));

        Assert.Equal(StockReply.Rejected, StockDecisions.Reserve(shop, Order, Lines(("A", 7), ("A", quantity))));
        Assert.Empty(shop.ChangedLevels);
    }

    [Fact]
    public void Should_refuse_an_order_without_lines() =>
        Assert.Equal(StockReply.Rejected, StockDecisions.Reserve(Shop(), Order, []));

    [Theory]
    [InlineData("Reserved", StockReply.Reserved)]
    [InlineData("Sold", StockReply.Reserved)]
    [InlineData("Rejected", StockReply.Rejected)]
    [InlineData("Released", StockReply.None)]
    public void Should_repeat_the_first_answer_and_take_nothing_again(string status, object answer)
    {
        var shop = Shop(("A", 5));
        shop.Load(Order, new Reservation(status, Lines(("A", 1)), "reason"));

        Assert.Equal(answer, StockDecisions.Reserve(shop, Order, Lines(("A", 1))));

        Assert.Empty(shop.ChangedLevels);
        Assert.Empty(shop.ChangedReservations);
    }

    [Fact]
    public void Should_refuse_alone_the_order_that_would_oversell()
    {
        var shop = Shop(("A", 5));

        Assert.Equal(StockReply.Reserved, StockDecisions.Reserve(shop, Order, Lines(("A", 4))));
        Assert.Equal(StockReply.Rejected, StockDecisions.Reserve(shop, OtherOrder, Lines(("A", 2))));
        Assert.Equal(StockReply.Reserved, StockDecisions.Reserve(shop, Guid.NewGuid(), Lines(("A", 1))));

        Assert.Equal(0, shop.Level("A")!.OnHand);
    }
}
