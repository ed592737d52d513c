using Workflow.Contracts;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Shipment;

/// <summary>What a unit wants of the shipments.</summary>
internal enum ShipmentWork
{
    Arrange,
    Cancel,

    /// <summary>Answers a simulated failure and does nothing else.</summary>
    Fail,
}

/// <summary>One command to the shipments.</summary>
internal sealed class ShipmentUnit : LaneUnit
{
    /// <summary>Pinned name of the consumer in the inbox.</summary>
    public const string ConsumerName = "shipment";

    private ShipmentUnit(OrderMessage command, ShipmentWork work)
        : base(command.OrderId)
    {
        Command = command;
        Work = work;
        MessageId = command.MessageId;
        Consumer = ConsumerName;
    }

    public ShipmentWork Work { get; }

    public OrderMessage Command { get; }

    public int Attempt { get; private init; }

    /// <summary>The row that is written when the order has none.</summary>
    public ShipmentRow? Planned { get; private init; }

    public static ShipmentUnit Arrange(ArrangeShipment command, ShipmentRow planned) =>
        new(command, ShipmentWork.Arrange) { Attempt = command.Attempt, Planned = planned };

    public static ShipmentUnit Cancel(CancelShipment command) =>
        new(command, ShipmentWork.Cancel) { Attempt = command.Attempt, Planned = ShipmentRow.Barrier };

    public static ShipmentUnit Fail(ArrangeShipment command) => new(command, ShipmentWork.Fail) { Attempt = command.Attempt };
}
