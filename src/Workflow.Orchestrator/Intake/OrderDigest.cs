using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// The canonical form of an order request. It is compared with digests that are stored for as long as the order lives,
/// so the form must not change; another one needs another <see cref="Version"/>.
/// Each text goes with its length in front: no two different orders have the same form.
/// </summary>
internal static class OrderDigest
{
    private const byte Version = 1;
    private const int FixedBytes = 1 + (5 * sizeof(int)) + sizeof(long) + sizeof(int);
    private const int FixedBytesPerLine = sizeof(int) + sizeof(int) + sizeof(long);

    public static byte[] Of(OrderRequest request)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UpperBound(request));
        try
        {
            var form = new Form(buffer);
            form.Byte(Version);
            form.Text(request.Reference);
            form.Text(request.CustomerId);
            form.Text(request.Country);
            form.Text(request.Currency);
            form.Text(request.BusinessType);
            form.Int64(request.PlacedAt?.UtcTicks ?? -1);
            form.Lines(request.Lines);
            return SHA256.HashData(form.Written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int UpperBound(OrderRequest request)
    {
        var characters = Length(request.Reference) + Length(request.CustomerId) + Length(request.Country)
            + request.Currency.Length + request.BusinessType.Length;
        foreach (var line in request.Lines)
            characters += line.Sku.Length;
        return FixedBytes + (request.Lines.Count * FixedBytesPerLine) + (characters * 3);
    }

    private static int Length(string? text) => text?.Length ?? 0;

    private ref struct Form(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public void Byte(byte value) => _buffer[_length++] = value;

        public void Int32(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer[_length..], value);
            _length += sizeof(int);
        }

        public void Int64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_buffer[_length..], value);
            _length += sizeof(long);
        }

        public void Text(string? value)
        {
            if (value is null)
            {
                Int32(-1);
                return;
            }
            var bytes = Encoding.UTF8.GetBytes(value, _buffer[(_length + sizeof(int))..]);
            Int32(bytes);
            _length += bytes;
        }

        public void Lines(IReadOnlyList<OrderLine> lines)
        {
            Int32(lines.Count);
            for (var i = 0; i < lines.Count; i++)
            {
                Text(lines[i].Sku);
                Int32(lines[i].Quantity);
                Int64(MoneyNumber.ToTenThousandths(lines[i].UnitPrice));
            }
        }
    }
}
