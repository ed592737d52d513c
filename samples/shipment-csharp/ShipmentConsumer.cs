using MassTransit;
using Microsoft.Extensions.Configuration;
using Workflow.Contracts;
using Workflow.Messaging.Participants;

namespace Acme.Shipment;

/// <summary>
/// Takes the saga's commands. Inbox key, parcel and answer are one commit; behind it stands the order's own row, so that a
/// command under a new message id gets the first answer again, and one that comes after its cancellation does nothing.
/// </summary>
internal sealed class ShipmentConsumer(Effects<ShipmentDbContext> effects, IConfiguration configuration)
    : IConsumer<ArrangeShipment>, IConsumer<CancelShipment>
{
    public Task Consume(ConsumeContext<ArrangeShipment> context) => effects.RunAsync(context.Message, async (db, stop) =>
    {
        var command = context.Message;
        var parcel = await db.Parcels.FindAsync([command.OrderId], stop);
        if (parcel is null)
            db.Add(parcel = Parcel.For(command, unserved: configuration["UnservedCountry"]));
        return parcel.AnswerTo(command);
    });

    public Task Consume(ConsumeContext<CancelShipment> context) => effects.RunAsync(context.Message, async (db, stop) =>
    {
        var command = context.Message;
        var parcel = await db.Parcels.FindAsync([command.OrderId], stop);
        // Also when nothing was arranged yet: the row bars an arrangement that comes later.
        if (parcel is null)
            db.Add(parcel = new Parcel { OrderId = command.OrderId });
        parcel.Status = ParcelStatus.Cancelled;
        return new ShipmentCancelled
        {
            OrderId = command.OrderId,
            MessageId = Guid.CreateVersion7(),
            TraceId = command.TraceId,
            BusinessType = command.BusinessType,
        };
    });
}
