using System.Reflection;

namespace Workflow.Contracts.Binary;

/// <summary>A trace id: 16 bytes when it is one as W3C writes it, else the text under the field's second number.</summary>
internal sealed class TraceField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, string>(property)
    where TMessage : OrderMessage
{
    private const int Size = 16;

    protected override WireType Type => WireType.Bytes;

    public override void Write(TMessage message, ref WireWriter writer)
    {
        Span<byte> id = stackalloc byte[Size];
        if (Get(message) is { Length: 2 * Size } text && !text.AsSpan().ContainsAnyInRange('A', 'F') && TryParse(text, id))
        {
            writer.Tag(Number.Number, WireType.Bytes);
            writer.Bytes(id);
            return;
        }
        base.Write(message, ref writer);
    }

    public override void Read(TMessage message, int number, WireType type, ref WireReader reader)
    {
        if (number != Number.Number)
            base.Read(message, number, type, ref reader);
        else if (type != WireType.Bytes)
            throw Unexpected(type, WireType.Bytes);
        else
            Set(message, reader.Bytes() is { Length: Size } id
                ? Convert.ToHexStringLower(id)
                : throw new ContractFormatException($"{Name} is not of {Size} bytes."));
    }

    protected override int WrittenNumber => Number.Text;

    protected override void Write(string value, ref WireWriter writer) => writer.Text(value);

    protected override string Read(ref WireReader reader) => reader.Text();

    private static bool TryParse(string text, Span<byte> id) =>
        Convert.FromHexString(text, id, out _, out _) == System.Buffers.OperationStatus.Done;
}

/// <summary>
/// The business type: the number of one of the first four, or else the text. A type that is added later travels as text,
/// because an older consumer could make nothing of a new number.
/// </summary>
internal sealed class BusinessTypeField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, string>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Bytes;

    protected override int WrittenNumber => Number.Text;

    public override void Write(TMessage message, ref WireWriter writer)
    {
        var known = BusinessTypes.NumberOf(Get(message));
        if (known == 0)
        {
            base.Write(message, ref writer);
            return;
        }
        writer.Tag(Number.Number, WireType.Varint);
        writer.Varint((ulong)known);
    }

    public override void Read(TMessage message, int number, WireType type, ref WireReader reader)
    {
        if (number != Number.Number)
            base.Read(message, number, type, ref reader);
        else if (type != WireType.Varint)
            throw Unexpected(type, WireType.Varint);
        else
            Set(message, BusinessTypes.WithNumber(reader.Varint()) ?? throw new ContractFormatException($"{Name} has a number without meaning."));
    }

    protected override void Write(string value, ref WireWriter writer) => writer.Text(value);

    protected override string Read(ref WireReader reader) => reader.Text();
}
