using Workflow.Demo.Hub;

namespace Workflow.Integration.Torture;

/// <summary>The consumer's books against histories: what is planted must be found.</summary>
public sealed class When_events_are_judged
{
    private static readonly Guid Order = Guid.CreateVersion7();

    private static readonly HistoryLine[] Bought =
    [
        new(Order, "order-submitted", "ReservingStock"), new(Order, "stock-reserved", "AuthorizingPayment"), new(Order, "attempt-failed", "AuthorizingPayment"),
        new(Order, "payment-authorized", "ArrangingShipment"), new(Order, "shipment-arranged", "Completed"),
    ];

    private static readonly string[] Told =
    [
        "order-submitted.v1", "order-stock-reserved.v1", "payment-succeeded.v1", "order-paid.v1", "order-shipped.v1", "order-completed.v1",
    ];

    [Fact]
    public void Should_find_nothing_when_all_was_told_in_its_order() =>
        Assert.Equal(new EventJudgement(Events: 6, Repeated: 0), Judge(Bought, Told));

    [Fact]
    public void Should_find_nothing_in_repeats_under_the_first_id()
    {
        var ledger = new EventLedger();
        var told = Array.ConvertAll(Told, One);
        foreach (var one in told[..3].Concat(told[1..]))
            ledger.Add(one);

        Assert.Equal(new EventJudgement(Events: 6, Repeated: 2), ledger.Judge(Bought));
    }

    [Fact]
    public void Should_not_mind_what_stock_tells_of_goods() =>
        Assert.Equal(new EventJudgement(Events: 8, Repeated: 0), Judge(Bought, [Told[0], "inventory-low.v1", "inventory-low.v1", .. Told[1..]]));

    [Fact]
    public void Should_find_two_payments_of_one_order() =>
        Assert.Equal(1, Judge(Bought, [.. Told, "payment-succeeded.v1"]).Unexpected);

    [Theory]
    [MemberData(nameof(EachOfIt))]
    public void Should_find_each_event_that_was_lost(string lost) =>
        Assert.Equal(new EventJudgement(Events: 5, Repeated: 0, Lost: 1), Judge(Bought, [.. Told.Where(type => type != lost)]));

    [Theory]
    [InlineData("order-submitted.v1", "order-stock-reserved.v1")]
    [InlineData("order-stock-reserved.v1", "order-paid.v1")]
    [InlineData("payment-succeeded.v1", "order-paid.v1")]
    [InlineData("order-shipped.v1", "order-completed.v1")]
    [InlineData("order-submitted.v1", "order-completed.v1")]
    public void Should_find_two_events_that_changed_places(string one, string other)
    {
        var told = Array.ConvertAll(Told, type => type == one ? other : type == other ? one : type);

        Assert.Equal(new EventJudgement(Events: 6, Repeated: 0, Reordered: 1), Judge(Bought, told));
    }

    [Fact]
    public void Should_find_a_loss_and_a_wrong_order_beside_each_other() =>
        Assert.Equal(
            new EventJudgement(Events: 5, Repeated: 0, Lost: 1, Reordered: 1),
            Judge(Bought, ["order-submitted.v1", "payment-succeeded.v1", "order-paid.v1", "order-stock-reserved.v1", "order-completed.v1"]));

    [Fact]
    public void Should_find_an_order_of_which_nothing_was_told() =>
        Assert.Equal(6, Judge(Bought, []).Lost);

    [Fact]
    public void Should_find_an_event_under_two_ids() =>
        Assert.Equal(new EventJudgement(Events: 7, Repeated: 0, Unexpected: 1), Judge(Bought, [.. Told, "order-completed.v1"]));

    [Fact]
    public void Should_find_an_event_that_no_history_tells_of() =>
        Assert.Equal(new EventJudgement(Events: 7, Repeated: 0, Unexpected: 1), Judge(Bought, [.. Told, "order-cancelled.v1"]));

    [Fact]
    public void Should_find_a_repeat_that_says_something_else()
    {
        var ledger = new EventLedger();
        var told = Array.ConvertAll(Told, One);
        foreach (var one in told.Append(told[2] with { Hash = 8 }))
            ledger.Add(one);

        Assert.Equal(new EventJudgement(Events: 6, Repeated: 1, Unexpected: 1), ledger.Judge(Bought));
    }

    [Fact]
    public void Should_find_an_order_on_two_partitions()
    {
        var ledger = new EventLedger();
        foreach (var one in Array.ConvertAll(Told, One))
            ledger.Add(one with { Partition = one.Type == "order-paid.v1" ? 2 : 1 });

        Assert.Equal(1, ledger.Judge(Bought).Reordered);
    }

    [Fact]
    public void Should_find_events_of_orders_that_are_not_there()
    {
        var ledger = new EventLedger();
        ledger.Add(One("order-submitted.v1"));

        Assert.Equal((1, 0), (ledger.CountOfOthers(new HashSet<Guid>()), ledger.CountOfOthers(new HashSet<Guid> { Order })));
    }

    [Fact]
    public void Should_expect_what_operators_and_compensation_did()
    {
        HistoryLine[] history =
        [
            new(Order, "order-submitted", "ReservingStock"), new(Order, "order-suspended", "Suspended"), new(Order, "step-skipped", "AuthorizingPayment"),
            new(Order, "order-suspended", "Suspended"), new(Order, "step-retried", "AuthorizingPayment"), new(Order, "payment-declined", "ReleasingStock"),
            new(Order, "stock-released", "Rejected"),
        ];
        string[] told =
        [
            "order-submitted.v1", "order-suspended.v1", "order-stock-reserved.v1", "order-suspended.v1", "payment-failed.v1", "order-rejected.v1",
        ];

        Assert.Equal(new EventJudgement(Events: 6, Repeated: 0), Judge(history, told));
        Assert.Equal(1, Judge(history, [.. told[..4], "order-rejected.v1", "payment-failed.v1"]).Reordered);
        Assert.Equal(1, Judge(history, [.. told[..4], "order-rejected.v1"]).Lost);
    }

    public static TheoryData<string> EachOfIt => [.. Told];

    private static EventJudgement Judge(HistoryLine[] history, string[] told)
    {
        var ledger = new EventLedger();
        foreach (var one in Array.ConvertAll(told, One))
            ledger.Add(one);
        return ledger.Judge(history);
    }

    private static ToldEvent One(string type) => new(Order, Guid.CreateVersion7(), type, 1, 7);
}
