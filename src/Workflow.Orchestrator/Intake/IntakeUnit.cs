using Workflow.Contracts;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator.Intake;

/// <summary>What a client wants made durable: a new order, or a command for one that exists.</summary>
internal sealed class IntakeUnit : LaneUnit
{
    private readonly OrderMessage _command;

    /// <summary>A new order; its saga starts with a <see cref="SubmitOrder"/>.</summary>
    internal IntakeUnit(AcceptedOrder order, SubmitOrder command)
        : base(order.OrderId)
    {
        _command = command;
        Order = order;
        StartsWork = true;
        Enclose();
    }

    /// <summary>The customer's cancellation; it queues behind the order that it cancels.</summary>
    internal IntakeUnit(CancelOrder command)
        : base(command.OrderId)
    {
        _command = command;
        StartsWork = true;
        Enclose();
    }

    /// <summary>The new order; null for a command.</summary>
    internal AcceptedOrder? Order { get; }

    /// <summary>The order that holds this one's idempotency key; null when the key was free or there is none.</summary>
    internal KeyHolder? Holder { get; private set; }

    /// <summary>Says before a try that the key is free, and writes the command.</summary>
    internal void Enclose()
    {
        Holder = null;
        Outgoing.Clear();
        Outgoing.Add(OutboxRow.ToQueue(OrderQueues.Saga, _command));
    }

    /// <summary>The key is taken: nothing leaves.</summary>
    internal void YieldTo(KeyHolder holder)
    {
        Holder = holder;
        Outgoing.Clear();
    }
}

/// <summary>An order that was accepted under an idempotency key before.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="RequestHash">Digest of its request.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
internal sealed record KeyHolder(Guid OrderId, byte[] RequestHash, DateTimeOffset AcceptedAt);
