using MassTransit;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Shipment;

/// <summary>Turns the commands on the queue <c>shipment</c> into units of the shipments' lane.</summary>
internal sealed class ShipmentConsumer(ShipmentLane lane, IOptions<ShipmentOptions> options, SimulatedFaults faults)
    : IConsumer<ArrangeShipment>, IConsumer<CancelShipment>
{
    public Task Consume(ConsumeContext<ArrangeShipment> context)
    {
        var command = context.Message;
        if (faults.Fails(OrderSteps.Shipment, command.OrderId, command.Attempt))
            return lane.RunLastAsync(ShipmentUnit.Fail(command), context);
        var planned = ShipmentDecisions.Plan(command, options.Value, faults.RejectsShipment(command.OrderId));
        return lane.RunLastAsync(ShipmentUnit.Arrange(command, planned), context);
    }

    public Task Consume(ConsumeContext<CancelShipment> context) => lane.RunLastAsync(ShipmentUnit.Cancel(context.Message), context);
}
