namespace Workflow.Orchestrator.Orders;

/// <summary>
/// A message came before the saga of its order exists, because it overtook the submission. It is not wrong, only
/// early: the transport has to deliver it again later, and must not drop it.
/// </summary>
public sealed class OrderNotStartedException(Guid orderId, string message)
    : Exception($"{message} came before order {orderId} has started. Deliver it again later.")
{
    /// <summary>The order that has not started.</summary>
    public Guid OrderId { get; } = orderId;
}
