using System.ComponentModel.DataAnnotations.Schema;
using MassTransit;
using Workflow.Messaging;
using Workflow.Messaging.Sagas;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Intake;

namespace Workflow.Orchestrator.Orders;

/// <summary>What the saga remembers of one order: one narrow row, rewritten at each transition.</summary>
public sealed class OrderState : SagaStateMachineInstance, ISagaVersion, ISagaHistory<OrderEvent>
{
    private ShortList<OrderEvent> _pendingHistory;

    /// <summary>The order id.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>Counts commits of this row; a commit that finds another version has lost a race and runs again.</summary>
    public int Version { get; set; }

    /// <summary>Pinned name of the state, one of <see cref="OrderStates"/>.</summary>
    public string CurrentState { get; set; } = "";

    /// <summary>The step that is waited for or that failed; null when none is.</summary>
    public string? Step { get; set; }

    /// <summary>Attempt of <see cref="Step"/>, from 1; 0 when no step runs.</summary>
    public int Attempt { get; set; }

    /// <summary>When the answer to <see cref="Step"/> is overdue; null while none is awaited.</summary>
    public DateTimeOffset? DeadlineAt { get; set; }

    /// <summary>When the next attempt starts; null when none is planned.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>Where compensation leads: the name of a terminal state; null while the order goes forward.</summary>
    public string? Outcome { get; set; }

    /// <summary>Why the order was refused, cancelled or suspended; null for one that goes well.</summary>
    public string? Reason { get; set; }

    /// <summary>The error of the last failed attempt of <see cref="Step"/>; null when none failed.</summary>
    public string? LastError { get; set; }

    /// <summary>The group of errors that <see cref="LastError"/> belongs to; follows from it, and is null with it.</summary>
    public string? ErrorFingerprint { get; set; }

    /// <summary>The gateway's reference of the charge, or the operator's when the payment was skipped.</summary>
    public string? PaymentReference { get; set; }

    /// <summary>The carrier's number of the parcel, or the operator's when the shipment was skipped.</summary>
    public string? TrackingNumber { get; set; }

    /// <summary>When the current state was entered, UTC.</summary>
    public DateTimeOffset StateSince { get; set; }

    /// <summary>When the order reached a terminal state, UTC; null while it runs or is suspended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What was accepted: never changes, so it stands in a row of its own.</summary>
    public AcceptedOrder Order { get; set; } = null!;

    /// <summary>History of this transition, not stored yet; the repository writes it in the same commit and clears it.</summary>
    [NotMapped]
    public ref ShortList<OrderEvent> PendingHistory => ref _pendingHistory;

    /// <summary>The state that this transition left and when that had been entered, not stored: for the metrics of its commit.</summary>
    [NotMapped]
    internal (string State, DateTimeOffset Since)? Left { get; set; }

    /// <summary>Sequence of the newest history row.</summary>
    public int LastSequence { get; set; }
}
