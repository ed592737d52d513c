using System.Security.Cryptography;
using System.Text;

namespace Workflow.Messaging;

/// <summary>Ids that follow from what they name: UUID version 8. The same name has the same id, on every instance and at any time.</summary>
public static class HashedId
{
    /// <summary>The id of <paramref name="key"/> within <paramref name="scope"/>.</summary>
    public static Guid Of(Guid scope, string key) =>
        Of(SHA256.HashData([.. scope.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(key)]));

    /// <summary>The first 16 bytes of a hash with the marks of version and variant.</summary>
    internal static Guid Of(ReadOnlySpan<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        hash[..16].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
