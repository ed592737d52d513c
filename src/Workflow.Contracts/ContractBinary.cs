using System.Buffers;
using Workflow.Contracts.Binary;

namespace Workflow.Contracts;

/// <summary>
/// The compact form of every contract: the Protobuf encoding of the messages in <c>schema/workflow.proto</c>, about a
/// quarter of the JSON's size for an order of many lines. What it cannot say, it refuses to write: amounts with more than
/// four decimals, moments outside the years 1678 to 2262. Moments come back in UTC, amounts without zeros at their end.
/// Unknown fields are skipped, so an old consumer understands a newer sender.
/// </summary>
public static class ContractBinary
{
    /// <summary>The largest body that is read, in bytes: 4 MiB. The largest order that the intake takes has far less.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The bytes of <paramref name="message"/>.</summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    /// <exception cref="ContractFormatException">It holds a value that this form cannot say.</exception>
    public static byte[] Encode(OrderMessage message)
    {
        var writer = new WireWriter();
        try
        {
            CodecOf(message.GetType()).Write(message, ref writer);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Writes <paramref name="message"/> to <paramref name="output"/>.</summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    /// <exception cref="ContractFormatException">It holds a value that this form cannot say; nothing is written then.</exception>
    public static void Encode(OrderMessage message, IBufferWriter<byte> output)
    {
        var writer = new WireWriter();
        try
        {
            CodecOf(message.GetType()).Write(message, ref writer);
            output.Write(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The message in <paramref name="body"/>, which is a <paramref name="wireName"/>.</summary>
    /// <exception cref="NotSupportedException">The wire name is unknown.</exception>
    /// <exception cref="ContractFormatException">The body is malformed, too large or lacks a required field.</exception>
    public static OrderMessage Decode(string wireName, ReadOnlySpan<byte> body) =>
        ContractCatalog.TryGetTypeInfo(wireName, out var typeInfo)
            ? Decode(typeInfo.Type, body)
            : throw new NotSupportedException($"Unknown message type '{wireName}'.");

    /// <summary>The <typeparamref name="TMessage"/> in <paramref name="body"/>.</summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    /// <exception cref="ContractFormatException">The body is malformed, too large or lacks a required field.</exception>
    public static TMessage Decode<TMessage>(ReadOnlySpan<byte> body)
        where TMessage : OrderMessage => (TMessage)Decode(typeof(TMessage), body);

    private static OrderMessage Decode(Type type, ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxBytes)
            throw new ContractFormatException($"The body has {body.Length} bytes; at most {MaxBytes} are read.");
        var reader = new WireReader(body);
        return CodecOf(type).Read(ref reader);
    }

    private static MessageCodec CodecOf(Type type) => MessageCodec.TryGet(type, out var codec)
        ? codec
        : throw new NotSupportedException($"{type.FullName} is not a published contract.");
}
