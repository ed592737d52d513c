using System.Text.Json;

namespace Workflow.Contracts;

/// <summary>
/// Messages to bodies and back, by their headers: <c>message-type</c> names the contract, <c>content-type</c> the form,
/// <c>content-encoding</c> the compression.
/// </summary>
public static class ContractEncoding
{
    /// <summary>The header with the pinned name of the message.</summary>
    public const string TypeHeader = "message-type";

    /// <summary>The header that names the compression.</summary>
    public const string EncodingHeader = "content-encoding";

    /// <summary>Content type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Content type of JSON as the product itself names it; the same JSON.</summary>
    public const string WorkflowJson = "application/vnd.workflow+json";

    /// <summary>Content type of the binary form.</summary>
    public const string Protobuf = "application/x-protobuf";

    /// <summary>Another usual name of <see cref="Protobuf"/>, which is understood, too.</summary>
    public const string ProtobufAlias = "application/protobuf";

    /// <summary>The message as a body with its headers.</summary>
    /// <exception cref="NotSupportedException">The type is not a published contract.</exception>
    /// <exception cref="ContractFormatException">It holds a value that the form cannot say.</exception>
    public static EncodedContract Encode(OrderMessage message, ContractEncodingOptions? options = null)
    {
        options ??= new ContractEncodingOptions();
        if (!ContractCatalog.TryGetWireName(message.GetType(), out var name) || !ContractCatalog.TryGetTypeInfo(name, out var typeInfo))
            throw new NotSupportedException($"{message.GetType().FullName} is not a published contract.");
        var (contentType, body) = options.Form == ContractForm.Protobuf
            ? (Protobuf, ContractBinary.Encode(message))
            : (Json, JsonSerializer.SerializeToUtf8Bytes(message, typeInfo));
        if (options.Compression == ContractCompression.None || body.Length <= options.CompressAboveBytes)
            return new EncodedContract(name, contentType, null, body);
        return new EncodedContract(name, contentType, BodyCompression.NameOf(options.Compression), BodyCompression.Compress(body, options.Compression));
    }

    /// <summary>The message in a body. A missing content type counts as JSON, a missing encoding as none.</summary>
    /// <exception cref="NotSupportedException">The message type, content type or content encoding is unknown.</exception>
    /// <exception cref="ContractFormatException">The body is malformed, too large (also when decompressed) or lacks a required field.</exception>
    public static OrderMessage Decode(string messageType, ReadOnlySpan<byte> body, string? contentType = null, string? contentEncoding = null)
    {
        var form = FormOf(contentType);
        var plain = BodyCompression.FromName(contentEncoding) is var compression && compression != ContractCompression.None
            ? BodyCompression.Decompress(body, compression, ContractBinary.MaxBytes)
            : body;
        return form == ContractForm.Protobuf ? ContractBinary.Decode(messageType, plain) : DecodeJson(messageType, plain);
    }

    /// <summary>The form that <paramref name="contentType"/> names; parameters such as <c>charset</c> do not matter.</summary>
    /// <exception cref="NotSupportedException">It names none.</exception>
    public static ContractForm FormOf(string? contentType)
    {
        var media = contentType.AsSpan();
        if (media.IndexOf(';') is var end and >= 0)
            media = media[..end];
        media = media.Trim();
        if (media.IsEmpty || Is(media, Json) || Is(media, WorkflowJson))
            return ContractForm.Json;
        if (Is(media, Protobuf) || Is(media, ProtobufAlias))
            return ContractForm.Protobuf;
        throw new NotSupportedException($"The content type is none of {Json}, {WorkflowJson}, {Protobuf} and {ProtobufAlias}.");
    }

    /// <summary>
    /// The form and compression that somebody who sent these <c>Accept</c> and <c>Accept-Encoding</c> headers wants: the one with the
    /// highest <c>q</c>, at equal ones the binary form and Brotli, and JSON without compression when nothing is said.
    /// </summary>
    public static ContractEncodingOptions Negotiate(string? accept, string? acceptEncoding)
    {
        var binary = Math.Max(AcceptHeader.QualityOf(accept, Protobuf), AcceptHeader.QualityOf(accept, ProtobufAlias));
        var json = Math.Max(AcceptHeader.QualityOf(accept, Json), AcceptHeader.QualityOf(accept, WorkflowJson));
        var (brotli, gzip) = (AcceptHeader.QualityOf(acceptEncoding, BodyCompression.BrotliName), AcceptHeader.QualityOf(acceptEncoding, BodyCompression.GzipName));
        return new ContractEncodingOptions(
            binary > 0 && binary >= json ? ContractForm.Protobuf : ContractForm.Json,
            brotli > 0 && brotli >= gzip ? ContractCompression.Brotli : gzip > 0 ? ContractCompression.Gzip : ContractCompression.None);
    }

    private static bool Is(ReadOnlySpan<char> media, string name) => media.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static OrderMessage DecodeJson(string messageType, ReadOnlySpan<byte> body)
    {
        if (!ContractCatalog.TryGetTypeInfo(messageType, out var typeInfo))
            throw new NotSupportedException($"Unknown message type '{messageType}'.");
        if (body.Length > ContractBinary.MaxBytes)
            throw new ContractFormatException($"The body has {body.Length} bytes; at most {ContractBinary.MaxBytes} are read.");
        try
        {
            return (OrderMessage?)JsonSerializer.Deserialize(body, typeInfo) ?? throw new ContractFormatException("The body is null.");
        }
        catch (JsonException error)
        {
            throw new ContractFormatException(error.Message, error);
        }
    }
}
