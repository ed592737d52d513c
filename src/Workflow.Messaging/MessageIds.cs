using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Workflow.Messaging;

/// <summary>New ids: UUID version 7 (RFC 9562), so that they sort by time and index pages fill from one side.</summary>
public static class MessageIds
{
    private const int Size = 16;
    private const int Stock = 64 * Size;

    // An order takes a dozen ids, and the runtime asks the system for the random bits of each on its own.
    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _left;

    /// <summary>A new id of the moment <paramref name="now"/>: 48 bits of milliseconds, version and variant, 74 random bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is before 1970.</exception>
    public static Guid New(DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(now));
        Span<byte> id = stackalloc byte[Size];
        TakeRandom(id);
        BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(id[2..], (uint)milliseconds);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    private static void TakeRandom(Span<byte> id)
    {
        var random = _random ??= new byte[Stock];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(random);
            _left = Stock;
        }
        _left -= Size;
        random.AsSpan(_left, Size).CopyTo(id);
    }
}
