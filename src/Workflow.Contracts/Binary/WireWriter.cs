using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Workflow.Contracts.Binary;

/// <summary>Writes the Protobuf encoding into a rented buffer that grows.</summary>
internal ref struct WireWriter
{
    private const int FirstSize = 1024;
    private const int LongestVarint = 10;
    private const int LengthRoom = 5;
    // So many characters have at most 126 bytes, whose length is one byte.
    private const int ShortText = 42;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public WireWriter()
    {
    }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void Tag(int number, WireType type) => Varint((ulong)((number << 3) | (int)type));

    public void Varint(ulong value)
    {
        Grow(LongestVarint);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _buffer[_length++] = (byte)value;
    }

    public void Fixed64(long value)
    {
        Grow(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(long);
    }

    /// <summary>Sixteen bytes in the order in which an id is read aloud.</summary>
    public void Id(Guid value)
    {
        Grow(17);
        _buffer[_length++] = 16;
        value.TryWriteBytes(_buffer.AsSpan(_length), bigEndian: true, out _);
        _length += 16;
    }

    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        Grow(value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    public void Text(string value)
    {
        if (value.Length > ShortText)
        {
            LongText(value);
            return;
        }
        Grow(1 + (3 * value.Length));
        var count = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length + 1));
        _buffer[_length] = (byte)count;
        _length += 1 + count;
    }

    /// <summary>Begins what has its length in front of it; <see cref="End"/> writes the length when it is known.</summary>
    public int Begin()
    {
        Grow(LengthRoom);
        _length += LengthRoom;
        return _length;
    }

    /// <summary>Ends what <see cref="Begin"/> began, and moves it down behind its length.</summary>
    public void End(int start)
    {
        var content = _length - start;
        _length = start - LengthRoom;
        Varint((ulong)content);
        _buffer.AsSpan(start, content).CopyTo(_buffer.AsSpan(_length));
        _length += content;
    }

    private void LongText(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)count);
        Grow(count);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    private void Grow(int more)
    {
        if (_buffer.Length - _length >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, checked(_length + more)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
