namespace Workflow.Orchestrator.Intake;

/// <summary>What became of a request to make something durable.</summary>
internal abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <summary>Committed: now, or under the same key before.</summary>
    internal sealed record Accepted(Guid OrderId, DateTimeOffset AcceptedAt, bool Replayed) : IntakeResult;

    /// <summary>Not committed, as far as is known.</summary>
    internal sealed record Refused(IntakeRefusal Why) : IntakeResult;
}

/// <summary>Why the intake refused.</summary>
internal enum IntakeRefusal
{
    /// <summary>The key belongs to a request with another meaning.</summary>
    KeyReused,

    /// <summary>The first request with this key is still being worked on.</summary>
    KeyInProgress,

    /// <summary>The ring is full.</summary>
    QueueFull,

    /// <summary>Too many accepted orders wait for their start.</summary>
    BacklogFull,

    /// <summary>This client has its share in flight already.</summary>
    ClientOverShare,

    /// <summary>The database does not answer.</summary>
    DatabaseUnavailable,

    /// <summary>No commit before the deadline; it may still come.</summary>
    CommitTooSlow,

    /// <summary>The process is shutting down.</summary>
    Stopping,
}
