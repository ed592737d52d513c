using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Messaging.Outbox;

/// <summary>The forms of a message in this process and in its outbox: JSON, and the binary form of the contracts.</summary>
public static class MessageBodies
{
    // Order and message id are the first two fields of every contract's binary form, each a tag, a length and 16 bytes.
    private const int IdsLength = 36;
    private const byte OrderIdTag = 0x0A;
    private const byte MessageIdTag = 0x12;
    private const byte IdLength = 16;

    /// <summary>The pinned name of <paramref name="type"/>.</summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    public static string WireNameOf(Type type) =>
        ContractCatalog.TryGetWireName(type, out var name)
            ? name
            : throw new NotSupportedException(
                $"{type.FullName} is not a contract: only messages with a {nameof(WireNameAttribute)} in Workflow.Contracts can be sent.");

    /// <summary>UTF-8 JSON of <paramref name="message"/>.</summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    public static byte[] Serialize(object message)
    {
        ContractCatalog.TryGetTypeInfo(WireNameOf(message.GetType()), out var typeInfo);
        return JsonSerializer.SerializeToUtf8Bytes(message, typeInfo);
    }

    /// <summary>
    /// Bytes for the outbox: the binary form without the ids, which have columns of their own; or JSON for a message with a value that it
    /// cannot say.
    /// </summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    public static byte[] Store(OrderMessage message)
    {
        Span<byte> ids = stackalloc byte[IdsLength];
        WriteIds(ids, message.OrderId, message.MessageId);
        try
        {
            var buffer = ScratchBuffer.Take();
            ContractBinary.Encode(message, buffer);
            var whole = buffer.WrittenSpan;
            return (whole.StartsWith(ids) ? whole[IdsLength..] : whole).ToArray();
        }
        catch (ContractFormatException)
        {
            return Serialize(message);
        }
    }

    /// <summary>The message in <paramref name="stored"/> if it has the binary form, which never begins with a brace; null for anything else.</summary>
    public static OrderMessage? Restore(string wireName, ReadOnlySpan<byte> stored, Guid orderId, Guid messageId)
    {
        if (stored is [(byte)'{', ..] || !ContractCatalog.TryGetTypeInfo(wireName, out _))
            return null;
        try
        {
            if (stored is [OrderIdTag, ..])
                return ContractBinary.Decode(wireName, stored);
            var whole = new byte[IdsLength + stored.Length];
            WriteIds(whole, orderId, messageId);
            stored.CopyTo(whole.AsSpan(IdsLength));
            return ContractBinary.Decode(wireName, whole);
        }
        catch (ContractFormatException)
        {
            return null;
        }
    }

    private static void WriteIds(Span<byte> ids, Guid orderId, Guid messageId)
    {
        (ids[0], ids[1]) = (OrderIdTag, IdLength);
        orderId.TryWriteBytes(ids[2..], bigEndian: true, out _);
        (ids[18], ids[19]) = (MessageIdTag, IdLength);
        messageId.TryWriteBytes(ids[20..], bigEndian: true, out _);
    }

    /// <summary>The trace id in <paramref name="body"/>, without reading the rest; null when there is none.</summary>
    public static string? TraceIdOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("traceId"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 64 ? reader.GetString() : null;
            }
            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The message in <paramref name="body"/>.</summary>
    /// <exception cref="JsonException">The body is malformed or lacks a required field.</exception>
    /// <exception cref="NotSupportedException">The wire name is unknown.</exception>
    public static OrderMessage Deserialize(string wireName, ReadOnlySpan<byte> body)
    {
        if (!ContractCatalog.TryGetTypeInfo(wireName, out var typeInfo))
            throw new NotSupportedException($"Unknown message type '{wireName}'.");
        return (OrderMessage)(JsonSerializer.Deserialize(body, typeInfo)
            ?? throw new JsonException($"The body of a '{wireName}' is null."));
    }
}
