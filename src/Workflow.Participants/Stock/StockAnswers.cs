using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Stock;

/// <summary>The messages that stock sends.</summary>
internal static class StockAnswers
{
    public static OrderMessage? For(StockUnit unit, StockReply reply, Reservation? reservation, DateTimeOffset now)
    {
        var command = unit.Command!;
        if (unit.Work == StockWork.Fail)
            return SagaAnswers.StepFailed(command, (OrderSteps.Stock, unit.Attempt), SimulatedFaults.Error, now);
        return reply switch
        {
            StockReply.Reserved => Reserved(command, now),
            StockReply.Rejected => Rejected(command, reservation!, now),
            StockReply.Released => Released(command, now),
            _ => null,
        };
    }

    public static InventoryLow Low(OrderMessage command, StockLevel product, long lowLevel, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Sku = product.Sku,
        Available = product.OnHand,
        Level = lowLevel,
        OccurredAt = now,
    };

    private static StockReserved Reserved(OrderMessage command, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
    };

    private static StockRejected Rejected(OrderMessage command, Reservation reservation, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Reason = reservation.Reason!,
        Shortages = [.. reservation.Items!.Select(line => line.Sku)],
    };

    private static StockReleased Released(OrderMessage command, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
    };
}
