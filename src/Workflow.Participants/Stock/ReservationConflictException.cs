namespace Workflow.Participants.Stock;

/// <summary>Another instance decided about the order's goods first: run the command again on what it left.</summary>
internal sealed class ReservationConflictException(Guid orderId)
    : Exception($"The reservation of order {orderId} was made by another instance.");
