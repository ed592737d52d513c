using System.IO.Compression;

namespace Workflow.Contracts;

/// <summary>Compresses bodies, and decompresses them up to a limit: a few bytes can stand for gigabytes.</summary>
internal static class BodyCompression
{
    internal const string BrotliName = "br";
    internal const string GzipName = "gzip";
    private const string IdentityName = "identity";

    private const int BrotliQuality = 5;
    private const int BrotliWindow = 18;
    private const int FirstSize = 4096;

    public static string NameOf(ContractCompression compression) => compression == ContractCompression.Gzip ? GzipName : BrotliName;

    public static ContractCompression FromName(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" or IdentityName => ContractCompression.None,
        BrotliName => ContractCompression.Brotli,
        GzipName => ContractCompression.Gzip,
        _ => throw new NotSupportedException($"The content encoding is none of {BrotliName}, {GzipName} and {IdentityName}."),
    };

    public static byte[] Compress(ReadOnlySpan<byte> body, ContractCompression compression)
    {
        if (compression == ContractCompression.Brotli)
        {
            var room = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
            return BrotliEncoder.TryCompress(body, room, out var written, BrotliQuality, BrotliWindow)
                ? room[..written]
                : throw new InvalidOperationException("Brotli found no room in the room that it asked for.");
        }
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        return output.ToArray();
    }

    /// <exception cref="ContractFormatException">It is not what it says, or becomes larger than <paramref name="most"/> bytes.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> body, ContractCompression compression, int most)
    {
        if (body.Length > most)
            throw new ContractFormatException($"The body has {body.Length} bytes; at most {most} are read.");
        var input = new MemoryStream(body.ToArray(), writable: false);
        using Stream stream = compression == ContractCompression.Brotli
            ? new BrotliStream(input, CompressionMode.Decompress)
            : new GZipStream(input, CompressionMode.Decompress);
        try
        {
            return ReadAll(stream, most);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or EndOfStreamException)
        {
            throw new ContractFormatException($"The body is not {NameOf(compression)}: {error.Message}", error);
        }
    }

    private static byte[] ReadAll(Stream stream, int most)
    {
        var buffer = new byte[FirstSize];
        var length = 0;
        while (stream.Read(buffer, length, buffer.Length - length) is var read and > 0)
        {
            length += read;
            if (length > most)
                throw new ContractFormatException($"The body is larger than {most} bytes when it is decompressed.");
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most + 1));
        }
        return buffer[..length];
    }
}
