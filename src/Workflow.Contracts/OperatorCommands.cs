namespace Workflow.Contracts;

/// <summary>What an operator says of a suspended order. Ignored in every other state, so a second click does nothing.</summary>
public abstract record OperatorCommand : OrderMessage
{
    /// <summary>Who; at most 64 characters.</summary>
    [FieldNumber(7)]
    public required string Operator { get; init; }

    /// <summary>Why, for the audit log; at most 500 characters.</summary>
    [FieldNumber(8)]
    public required string Reason { get; init; }
}

/// <summary>
/// Try the failed step again with a fresh count of attempts. Sender: operator console. Consumer: order saga.
/// Idempotency key: message id, and the state: only a suspended order is retried.
/// Ordering: none needed.
/// </summary>
[WireName("retry-step.v1")]
public sealed record RetryStep : OperatorCommand;

/// <summary>
/// Go on as if the failed step had succeeded, because it was done by hand. Sender: operator console.
/// Consumer: order saga. Idempotency key: message id, and the state. Ordering: none needed.
/// </summary>
[WireName("skip-step.v1")]
public sealed record SkipStep : OperatorCommand
{
    /// <summary>Proof of what was done by hand, such as a tracking number; 1 to 64 characters.</summary>
    [FieldNumber(9)]
    public required string Reference { get; init; }
}

/// <summary>
/// Give up going forward: undo what was done and end the order as rejected. Sender: operator console.
/// Consumer: order saga. Idempotency key: message id, and the state. Ordering: none needed.
/// </summary>
[WireName("compensate-order.v1")]
public sealed record CompensateOrder : OperatorCommand;
