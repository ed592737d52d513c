using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Shipment;

/// <summary>The messages that shipment sends.</summary>
internal static class ShipmentAnswers
{
    public static OrderMessage? For(ShipmentUnit unit, (ShipmentRow Row, ShipmentReply Reply) decision, DateTimeOffset now) =>
        decision.Reply switch
        {
            ShipmentReply.Arranged => Arranged(unit.Command, decision.Row, now),
            ShipmentReply.Rejected => Rejected(unit.Command, decision.Row, now),
            ShipmentReply.Cancelled => Cancelled(unit.Command, now),
            _ => null,
        };

    public static StepFailed SimulatedFailure(ShipmentUnit unit, DateTimeOffset now) =>
        SagaAnswers.StepFailed(unit.Command, (OrderSteps.Shipment, unit.Attempt), SimulatedFaults.Error, now);

    private static ShipmentArranged Arranged(OrderMessage command, ShipmentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        TrackingNumber = row.TrackingNumber!,
    };

    private static ShipmentRejected Rejected(OrderMessage command, ShipmentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Reason = row.Reason!,
    };

    private static ShipmentCancelled Cancelled(OrderMessage command, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
    };
}
