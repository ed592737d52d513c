namespace Workflow.Messaging.DeadLetters;

/// <summary>A message that could not be sent or consumed, kept for an operator.</summary>
internal sealed class DeadLetter
{
    /// <summary>Key of the row: one message may die more than once.</summary>
    public Guid DeadLetterId { get; init; }

    /// <summary>The message id.</summary>
    public Guid MessageId { get; init; }

    /// <summary>The order it belongs to; null when the message could not be read.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>Where it was to go, or where it was consumed.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Wire name of the contract, as the message says.</summary>
    public string MessageType { get; init; } = "";

    /// <summary>The serialized message.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Headers as a JSON object; null when it has none.</summary>
    public string? Headers { get; init; }

    /// <summary>Pinned name of why it is here.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The last error; null when the reason says it all.</summary>
    public string? Error { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>The first attempt, UTC.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>The last attempt, UTC.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>
    /// Hash of what died: the same message, delivered again before its first delivery was acknowledged, is the same letter
    /// for as long as that one is open.
    /// </summary>
    public Guid DeliveryKey { get; init; }

    /// <summary>Hash of the error without ids and numbers, by which letters are grouped.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>When it came into this table, UTC.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>What became of it: <c>resent</c> or <c>dropped</c>; null while it is open.</summary>
    public string? Resolution { get; init; }

    /// <summary>When that was, UTC.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The operator who decided it.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary><c>open</c>, or the resolution; by it every list begins. The database computes it.</summary>
    public string State { get; init; } = "";

    /// <summary>The last edit, UTC; null for a letter that is as it came.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The operator who made it.</summary>
    public string? EditedBy { get; init; }

    /// <summary>The type as it came; null when never edited.</summary>
    public string? OriginalMessageType { get; init; }

    /// <summary>The body as it came; null when never edited.</summary>
    public byte[]? OriginalBody { get; init; }

    /// <summary>The headers as they came; null when never edited, or when it came without.</summary>
    public string? OriginalHeaders { get; init; }
}
