using MassTransit;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Sagas;

/// <summary>One saga step: what became of the saga, to be committed with its inbox key, history and messages.</summary>
internal sealed class SagaUnit<TSaga>(Guid sagaId) : LaneUnit(sagaId)
    where TSaga : class, ISaga, ISagaVersion
{
    /// <summary>The saga after the step; null when there was none.</summary>
    internal TSaga? Saga { get; set; }

    internal SagaChange Change { get; set; }

    /// <summary>Whether the saga is taken not to exist before this step, without a look.</summary>
    internal bool IsNew { get; init; }

    /// <summary>Whether the step was only to read, so that whatever it changed is to be forgotten.</summary>
    internal bool IsUndone { get; set; }

    /// <summary>What the repository does when a step has ended that nobody waits for.</summary>
    internal required Action<SagaUnit<TSaga>, LaneOutcome> Ended { get; init; }

    internal bool IsEmpty => Change == SagaChange.None && Outgoing.Count == 0 && !HasTimers;

    internal override void AtEnd(LaneOutcome outcome) => Ended(this, outcome);
}

internal enum SagaChange
{
    None,
    Insert,
    Update,
    Delete,
}
