using Workflow.Contracts;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Orchestrator.Intake.Kafka;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator.Intake;

/// <summary>What a client wants made durable: a new order, or a command for one that exists.</summary>
internal sealed class IntakeUnit : LaneUnit
{
    private readonly OrderMessage? _command;
    private readonly DeadMessage? _stillborn;

    /// <summary>A new order; its saga starts with a <see cref="SubmitOrder"/>.</summary>
    internal IntakeUnit(AcceptedOrder order, SubmitOrder command, OrderRecord? source = null)
        : base(order.OrderId)
    {
        _command = command;
        Order = order;
        Source = source;
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

    /// <summary>A record that is no order: it is kept as a dead letter, and the next one may come.</summary>
    internal IntakeUnit(OrderRecord source, DeadMessage stillborn)
        : base(stillborn.MessageId)
    {
        _stillborn = stillborn;
        Source = source;
        Enclose();
    }

    /// <summary>The record of Kafka that it came in; null when it came by another door.</summary>
    internal OrderRecord? Source { get; }

    /// <summary>Where that record stands.</summary>
    internal RecordPosition? Record => Source?.Position;

    /// <summary>The dead letter that is kept in its place; null for none.</summary>
    internal DeadMessage? Dead { get; private set; }

    /// <summary>The new order; null for a command.</summary>
    internal AcceptedOrder? Order { get; }

    /// <summary>The order that holds this one's idempotency key; null when the key was free or there is none.</summary>
    internal KeyHolder? Holder { get; private set; }

    /// <summary>Says before a try that the key is free, and writes the command.</summary>
    internal void Enclose()
    {
        Holder = null;
        Outgoing.Clear();
        if (_command is not null)
            Outgoing.Add(OutboxRow.ToQueue(OrderQueues.Saga, _command));
        Bury(_stillborn);
    }

    /// <summary>The key is taken: nothing leaves.</summary>
    internal void YieldTo(KeyHolder holder)
    {
        Holder = holder;
        Outgoing.Clear();
        // At the other doors the client is told; here nobody waits for an answer.
        if (Source is not null && IsReused)
            Bury(Source.Died(DeadLetterReasons.KeyReused, $"The key belongs to order {holder.OrderId}."));
    }

    /// <summary>Whether the key was used for an order with another meaning.</summary>
    internal bool IsReused => Holder is { } holder && !holder.RequestHash.AsSpan().SequenceEqual(Order!.RequestHash);

    private void Bury(DeadMessage? dead)
    {
        Dead = dead;
        if (dead is null)
            TellHub();
        else
            TellHub(Source!.ToHub(dead));
    }
}

/// <summary>An order that was accepted under an idempotency key before.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="RequestHash">Digest of its request.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
internal sealed record KeyHolder(Guid OrderId, byte[] RequestHash, DateTimeOffset AcceptedAt);
