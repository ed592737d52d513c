namespace Workflow.Messaging.Kafka.Hub;

/// <summary>A row of <c>messaging.hub</c> in the model.</summary>
internal sealed class HubMessage
{
    /// <summary>The part of the orders that it belongs to.</summary>
    public short Slot { get; init; }

    /// <summary>Order of writing; for the rows of one order the order of its commits.</summary>
    public long Position { get; init; }

    /// <summary>A <see cref="HubKind"/>.</summary>
    public short Kind { get; init; }

    /// <summary>Id of the event.</summary>
    public Guid EventId { get; init; }

    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>Wire name.</summary>
    public string MessageType { get; init; } = "";

    /// <summary>The value of the record.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Headers as a JSON object; null when it has none.</summary>
    public string? Headers { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
