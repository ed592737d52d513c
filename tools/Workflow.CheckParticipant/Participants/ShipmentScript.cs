using Workflow.Contracts;

namespace Workflow.CheckParticipant.Participants;

internal sealed class ShipmentScript(CheckOptions options) : Script(options)
{
    public override (string Done, string Refused, string Undone) Answers => ("shipment-arranged.v1", "shipment-rejected.v1", "shipment-cancelled.v1");

    public override string? NoRefusal => Options.Refuse is null ? "name a country that your service does not serve with --refuse" : null;

    public override OrderMessage Act(Guid order, int attempt = 1) => Arrange(order, attempt, "United Kingdom");

    public override OrderMessage ActRefused(Guid order, int attempt = 1) => Arrange(order, attempt, Options.Refuse);

    public override OrderMessage Undo(Guid order, int attempt = 1) => new CancelShipment
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
        Attempt = attempt,
    };

    public override string? Fault(OrderMessage answer, bool wasDone) =>
        answer is ShipmentArranged arranged ? TextFault("trackingNumber", arranged.TrackingNumber) : null;

    private ArrangeShipment Arrange(Guid order, int attempt, string? country) => new()
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
        Attempt = attempt,
        Country = country,
        Items = [new ItemQuantity(Options.Sku, 1)],
    };
}
