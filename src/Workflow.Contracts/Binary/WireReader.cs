using System.Buffers.Binary;
using System.Text;

namespace Workflow.Contracts.Binary;

/// <summary>
/// Reads the Protobuf encoding. Nothing that it is told is believed: a length is compared with what is left before anything
/// is taken, so hostile input costs no more than its own size.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> body)
{
    private const int LongestVarint = 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _body = body;
    private int _at;

    public readonly bool IsAtEnd => _at == _body.Length;

    public (int Number, WireType Type) Tag()
    {
        var tag = Varint();
        if (tag is < 8 or > uint.MaxValue)
            throw new ContractFormatException($"There is no field number at byte {_at}.");
        return ((int)(tag >> 3), (WireType)(tag & 7));
    }

    public ulong Varint()
    {
        // Nearly all are one byte.
        if (_at < _body.Length && _body[_at] < 0x80)
            return _body[_at++];
        ulong value = 0;
        for (var i = 0; i < LongestVarint; i++)
        {
            if (_at == _body.Length)
                throw Truncated();
            var next = _body[_at++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value;
        }
        throw new ContractFormatException($"The number that ends at byte {_at} is longer than {LongestVarint} bytes.");
    }

    public int Int32() => (long)Varint() is var value and >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new ContractFormatException($"The number that ends at byte {_at} is no 32-bit number.");

    public long Fixed64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        return length <= (ulong)(_body.Length - _at) ? Take((int)length) : throw Truncated();
    }

    public Guid Id() => Bytes() is { Length: 16 } bytes
        ? new Guid(bytes, bigEndian: true)
        : throw new ContractFormatException($"The id that ends at byte {_at} is not of 16 bytes.");

    public string Text()
    {
        try
        {
            return Utf8.GetString(Bytes());
        }
        catch (DecoderFallbackException error)
        {
            throw new ContractFormatException($"The text that ends at byte {_at} is not UTF-8.", error);
        }
    }

    /// <summary>Passes over a field that this version does not know.</summary>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Bytes:
                Bytes();
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                throw new ContractFormatException($"Wire type {(int)type} before byte {_at} has no meaning here.");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_body.Length - _at < count)
            throw Truncated();
        _at += count;
        return _body.Slice(_at - count, count);
    }

    private readonly ContractFormatException Truncated() => new($"The body ends at byte {_body.Length}, inside a value.");
}
