namespace Workflow.Contracts;

/// <summary>
/// The answer to a step is overdue. Sender: the deadline sweep. Consumer: order saga.
/// Idempotency key: order id, step and attempt: one that is no longer waited for is ignored.
/// Ordering: may race the answer; whichever the saga takes first counts.
/// </summary>
[WireName("step-timed-out.v1")]
public sealed record StepTimedOut : OrderMessage
{
    /// <summary>One of <see cref="OrderSteps"/>.</summary>
    [FieldNumber(7), PinnedValues(typeof(OrderSteps))]
    public required string Step { get; init; }

    /// <summary>The attempt that got no answer in time.</summary>
    [FieldNumber(8)]
    public required int Attempt { get; init; }
}

/// <summary>
/// The backoff after a failed attempt is over. Sender: order saga to itself, as a scheduled message.
/// Consumer: order saga. Idempotency key: order id, step and attempt: a stale one is ignored.
/// Ordering: none needed.
/// </summary>
[WireName("step-retry-due.v1")]
public sealed record StepRetryDue : OrderMessage
{
    /// <summary>One of <see cref="OrderSteps"/>.</summary>
    [FieldNumber(7), PinnedValues(typeof(OrderSteps))]
    public required string Step { get; init; }

    /// <summary>The attempt that failed; the retry is the next one.</summary>
    [FieldNumber(8)]
    public required int Attempt { get; init; }
}

/// <summary>
/// It is time to ask the gateway what became of a payment that is still open, or to finish one that is on its way back.
/// Sender and consumer: payment. Idempotency key: message id; asking again is harmless. Ordering: none.
/// </summary>
[WireName("reconcile-payment.v1")]
public sealed record ReconcilePayment : OrderMessage;
