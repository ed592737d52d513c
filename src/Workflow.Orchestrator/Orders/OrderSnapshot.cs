using Workflow.Messaging.DeadLetters;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// What an order's history says of it at one moment. Everything the saga's row holds, except what is no part of the
/// story: its version and its deadline.
/// </summary>
public readonly record struct OrderSnapshot()
{
    /// <summary>An order of which nothing has happened yet.</summary>
    public static OrderSnapshot None { get; } = new();

    /// <summary>One of <see cref="OrderStates"/>.</summary>
    public string State { get; init; } = OrderStates.Submitted;

    /// <summary>As <see cref="OrderState.Step"/>.</summary>
    public string? Step { get; init; }

    /// <summary>As <see cref="OrderState.Attempt"/>.</summary>
    public int Attempt { get; init; }

    /// <summary>As <see cref="OrderState.RetryAt"/>.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>As <see cref="OrderState.Outcome"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>As <see cref="OrderState.Reason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>As <see cref="OrderState.LastError"/>.</summary>
    public string? LastError { get; init; }

    /// <summary>As <see cref="OrderState.PaymentReference"/>.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>As <see cref="OrderState.TrackingNumber"/>.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>As <see cref="OrderState.StateSince"/>.</summary>
    public DateTimeOffset StateSince { get; init; }

    /// <summary>As <see cref="OrderState.FinishedAt"/>.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>As <see cref="OrderState.LastSequence"/>.</summary>
    public int LastSequence { get; init; }

    /// <summary>What the saga's row says, to compare with what its history says.</summary>
    public static OrderSnapshot Of(OrderState saga) => new()
    {
        State = saga.CurrentState,
        Step = saga.Step,
        Attempt = saga.Attempt,
        RetryAt = saga.RetryAt,
        Outcome = saga.Outcome,
        Reason = saga.Reason,
        LastError = saga.LastError,
        PaymentReference = saga.PaymentReference,
        TrackingNumber = saga.TrackingNumber,
        StateSince = saga.StateSince,
        FinishedAt = saga.FinishedAt,
        LastSequence = saga.LastSequence
    };

    /// <summary>Writes everything but the state, which the state machine sets itself, to the saga's row.</summary>
    internal void CopyTo(OrderState saga)
    {
        saga.Step = Step;
        saga.Attempt = Attempt;
        saga.RetryAt = RetryAt;
        saga.Outcome = Outcome;
        saga.Reason = Reason;
        saga.LastError = LastError;
        saga.ErrorFingerprint = LastError is null ? null : ErrorFingerprint.Of(LastError, "");
        saga.PaymentReference = PaymentReference;
        saga.TrackingNumber = TrackingNumber;
        saga.StateSince = StateSince;
        saga.FinishedAt = FinishedAt;
        saga.LastSequence = LastSequence;
    }
}
