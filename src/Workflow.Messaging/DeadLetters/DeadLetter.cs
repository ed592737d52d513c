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
}
