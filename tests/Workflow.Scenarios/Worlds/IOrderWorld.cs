using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Testing;

namespace Workflow.Scenarios.Worlds;

/// <summary>
/// The world around the saga of one order: the same scenarios run in each implementation. Time stands still until
/// it is advanced. Everything completes by a condition: a method returns when what it started has come to rest, that
/// is consumed, stored, and what it caused has left.
/// </summary>
public interface IOrderWorld : IAsyncDisposable
{
    /// <summary>The fake time, UTC.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The order's saga as it is stored; null before it has started.</summary>
    OrderState? State { get; }

    /// <summary>The order's history as it is stored, oldest first.</summary>
    IReadOnlyList<OrderEvent> History { get; }

    /// <summary>Every command the saga sent, in order; without what the world itself delivered.</summary>
    IReadOnlyList<SentMessage> Sent { get; }

    /// <summary>Every event the saga published, in order.</summary>
    IReadOnlyList<OrderMessage> Published { get; }

    /// <summary>Messages that the saga scheduled and that are not due yet.</summary>
    IReadOnlyList<OrderMessage> Scheduled { get; }

    /// <summary>Begins a world for one order, at a whole second of fake time.</summary>
    Task Start(Guid orderId, OrderOptions options);

    /// <summary>
    /// Delivers a message to the saga, under the id it carries. True when it was consumed; false when its order has
    /// not started yet: the transport then keeps it and tries again with the next <see cref="Advance"/>.
    /// Any other fault is thrown.
    /// </summary>
    Task<bool> Deliver(OrderMessage message);

    /// <summary>
    /// Lets time pass, stopping at each moment at which a scheduled message, a deadline or a message kept by the
    /// transport is due, and delivering it then.
    /// </summary>
    Task Advance(TimeSpan span);
}
