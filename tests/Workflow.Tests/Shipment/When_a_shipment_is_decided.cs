using Workflow.Contracts;
using Workflow.Participants.Shipment;

namespace Workflow.Tests.Shipment;

public sealed class When_a_shipment_is_decided
{
    private static readonly Guid Order = new("0197a000-0000-7000-8000-00000000000A");
    private static readonly ShipmentRow Arranged = new("Arranged", "WF0197A0000000700080000000000000" + "0A");
    private static readonly ShipmentRow Rejected = new("Rejected", Reason: "no");

    [Fact]
    public void Should_derive_the_tracking_number_from_the_order() =>
        Assert.Equal(Arranged, ShipmentDecisions.Plan(Command("France"), new ShipmentOptions(), isRejected: false));

    [Theory]
    [InlineData("Atlantis", true)]
    [InlineData("ATLANTIS", true)]
    [InlineData("France", false)]
    [InlineData(null, false)]
    public void Should_reject_a_country_that_no_carrier_serves(string? country, bool rejected)
    {
        var planned = ShipmentDecisions.Plan(Command(country), new ShipmentOptions { UnservedCountries = ["Atlantis"] }, isRejected: false);

        Assert.Equal(rejected ? "Rejected" : "Arranged", planned.Status);
        Assert.Equal(rejected ? $"No carrier goes to {country}." : null, planned.Reason);
    }

    [Fact]
    public void Should_reject_what_the_simulation_chose() =>
        Assert.Equal("Rejected", ShipmentDecisions.Plan(Command("France"), new ShipmentOptions(), isRejected: true).Status);

    [Fact]
    public void Should_repeat_the_first_answer()
    {
        Assert.Equal((Arranged, ShipmentReply.Arranged), ShipmentDecisions.Arrange(null, Arranged));
        Assert.Equal((Arranged, ShipmentReply.Arranged), ShipmentDecisions.Arrange(Arranged, Rejected));
        Assert.Equal((Rejected, ShipmentReply.Rejected), ShipmentDecisions.Arrange(Rejected, Arranged));
    }

    [Fact]
    public void Should_do_nothing_after_a_cancellation()
    {
        var barrier = ShipmentDecisions.Cancel(null);

        Assert.Equal((ShipmentRow.Barrier, ShipmentReply.Cancelled), barrier);
        Assert.Equal((barrier.Row, ShipmentReply.None), ShipmentDecisions.Arrange(barrier.Row, Arranged));
    }

    [Fact]
    public void Should_call_back_what_was_arranged_and_leave_what_was_rejected()
    {
        var called = ShipmentDecisions.Cancel(Arranged);

        Assert.Equal((Arranged with { Status = "Cancelled" }, ShipmentReply.Cancelled), called);
        Assert.Equal(called, ShipmentDecisions.Cancel(called.Row));
        Assert.Equal((Rejected, ShipmentReply.Cancelled), ShipmentDecisions.Cancel(Rejected));
    }

    private static ArrangeShipment Command(string? country) => new()
    {
        OrderId = Order,
        MessageId = Order,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        BusinessType = BusinessTypes.Normal,
        Attempt = 1,
        Country = country,
        Items = [],
    };
}
