using System.Buffers.Text;

namespace Workflow.Benchmarks.Load;

/// <summary>Reads as much of an HTTP/1.1 answer as a load generator has to know.</summary>
internal static class Answer
{
    private const string Location = "Location: /orders/";
    private const int IdLength = 36;

    /// <summary>Whether the bytes are a whole answer. Only one request at a time is on a connection, so nothing follows it.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var length = bytes[..head].IndexOf("Content-Length: "u8);
        if (length < 0)
            return bytes.EndsWith("0\r\n\r\n"u8) && bytes.Length > head + 4;
        return Utf8Parser.TryParse(bytes[(length + 16)..], out int size, out _) && bytes.Length >= head + 4 + size;
    }

    /// <summary>202 of <c>HTTP/1.1 202 Accepted</c>.</summary>
    public static int StatusOf(ReadOnlySpan<byte> bytes) => (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');

    /// <summary>The order that a 202 names.</summary>
    public static Guid? OrderIdOf(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf("Location: /orders/"u8);
        return at >= 0 && bytes.Length >= at + Location.Length + IdLength && Utf8Parser.TryParse(bytes.Slice(at + Location.Length, IdLength), out Guid id, out _)
            ? id
            : null;
    }
}
