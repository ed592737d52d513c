using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.Messaging.DeadLetters;

/// <summary>
/// The hash by which a dead message is recognised when it is delivered again: id, destination, type and body. Its count of
/// attempts and the broker's headers are left out, for they differ from one delivery to the next.
/// </summary>
internal static class DeliveryKey
{
    internal static Guid Of(Guid messageId, string destination, string messageType, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(messageId.ToByteArray(bigEndian: true));
        Append(hash, Encoding.UTF8.GetBytes(destination));
        Append(hash, Encoding.UTF8.GetBytes(messageType));
        Append(hash, body);
        return HashedId.Of(hash.GetCurrentHash());
    }

    // Each part with its length: where one ends and the next begins must not be a matter of chance.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
