namespace Workflow.Contracts;

/// <summary>The forms in which a message can stand on the wire.</summary>
public enum ContractForm
{
    /// <summary>JSON, <see cref="ContractEncoding.Json"/>: the default; readable, and understood by everyone.</summary>
    Json,

    /// <summary>The Protobuf encoding, <see cref="ContractEncoding.Protobuf"/>: compact.</summary>
    Protobuf,
}

/// <summary>How a body can be compressed.</summary>
public enum ContractCompression
{
    /// <summary>Not at all: the default.</summary>
    None,

    /// <summary>Brotli, content encoding <c>br</c>: smaller than gzip for the same time.</summary>
    Brotli,

    /// <summary>gzip, content encoding <c>gzip</c>: for those who have nothing else.</summary>
    Gzip,
}

/// <summary>How messages are to be encoded.</summary>
/// <param name="Form">The form; JSON by default.</param>
/// <param name="Compression">The compression; none by default.</param>
/// <param name="CompressAboveBytes">
/// Bodies of so many bytes or fewer are not compressed, because it would not pay; 0 or more, 1,024 by default.
/// </param>
public sealed record ContractEncodingOptions(
    ContractForm Form = ContractForm.Json, ContractCompression Compression = ContractCompression.None, int CompressAboveBytes = 1024);

/// <summary>A message as it goes over the wire.</summary>
/// <param name="MessageType">Header <c>message-type</c>: the pinned name.</param>
/// <param name="ContentType">Header <c>content-type</c>.</param>
/// <param name="ContentEncoding">Header <c>content-encoding</c>; null when the body is not compressed.</param>
/// <param name="Body">The bytes.</param>
public sealed record EncodedContract(string MessageType, string ContentType, string? ContentEncoding, byte[] Body);
