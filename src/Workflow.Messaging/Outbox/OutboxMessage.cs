namespace Workflow.Messaging.Outbox;

/// <summary>A message that was written with the effect it tells of and still has to be sent.</summary>
internal sealed class OutboxMessage
{
    /// <summary>The message id, fixed here: a resend has the same.</summary>
    public Guid MessageId { get; init; }

    /// <summary>Order of writing; the messages of one order leave in this order.</summary>
    public long Position { get; init; }

    /// <summary>The order it belongs to.</summary>
    public Guid OrderId { get; init; }

    /// <summary>Queue or topic, by its pinned name.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Wire name of the contract.</summary>
    public string MessageType { get; init; } = "";

    /// <summary>The serialized message.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Headers as a JSON object; null when it has none.</summary>
    public string? Headers { get; init; }

    /// <summary>The instance that sends it from memory; null for one that the sweep may take.</summary>
    public Guid? Owner { get; set; }

    /// <summary>Failed attempts so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be tried before; null for at once.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>Error of the last failed attempt.</summary>
    public string? LastError { get; set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
