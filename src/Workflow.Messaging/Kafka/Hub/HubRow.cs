using System.Buffers.Binary;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>What the hub is to send, as it is written in the commit that it tells of.</summary>
/// <param name="Kind">Which topic it is for.</param>
/// <param name="EventId">Its id, fixed here: a repeat has the same.</param>
/// <param name="OrderId">The order; with <see cref="HubKind.Dead"/> an id of its own.</param>
/// <param name="MessageType">Wire name.</param>
/// <param name="Body">The value of the record.</param>
/// <param name="Headers">More headers as a JSON object; null when there are none.</param>
public sealed record HubRow(HubKind Kind, Guid EventId, Guid OrderId, string MessageType, byte[] Body, string? Headers = null)
{
    /// <summary>Name under which the headers of a dead record hold its key, in base64.</summary>
    public const string KeyHeader = "dead-letter-key";

    /// <summary>Into how many parts the orders are divided; each part has one publisher at a time. Stored rows depend on it.</summary>
    internal const int Slots = 16;

    /// <summary>Position in the table; 0 before it is written.</summary>
    internal long Position { get; init; }

    /// <summary>When it was written, UTC.</summary>
    internal DateTimeOffset CreatedAt { get; init; }

    /// <summary>The part that the order belongs to: from the random end of the id, on every instance and in every version the same.</summary>
    internal static short SlotOf(Guid orderId)
    {
        Span<byte> bytes = stackalloc byte[16];
        orderId.TryWriteBytes(bytes, bigEndian: true, out _);
        return (short)(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) % Slots);
    }
}
