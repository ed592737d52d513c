namespace Workflow.Messaging.Scheduling;

/// <summary>A message to be sent later, written with the state that wants it.</summary>
internal sealed class ScheduledMessage
{
    /// <summary>The message id it will be sent with.</summary>
    public Guid MessageId { get; init; }

    /// <summary>The order it belongs to.</summary>
    public Guid OrderId { get; init; }

    /// <summary>When it is to be sent, UTC.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Queue or topic, by its pinned name.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Wire name of the contract.</summary>
    public string MessageType { get; init; } = "";

    /// <summary>The serialized message.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Headers as a JSON object; null when it has none.</summary>
    public string? Headers { get; init; }

    /// <summary>By which it can be taken back; null for one that cannot.</summary>
    public Guid? Token { get; init; }
}
