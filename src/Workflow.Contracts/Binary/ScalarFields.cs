using System.Reflection;

namespace Workflow.Contracts.Binary;

/// <summary>An id: 16 bytes.</summary>
internal sealed class IdField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, Guid>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Bytes;

    protected override void Write(Guid value, ref WireWriter writer) => writer.Id(value);

    protected override Guid Read(ref WireReader reader) => reader.Id();
}

/// <summary>A text: UTF-8.</summary>
internal sealed class TextField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, string?>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Bytes;

    protected override void Write(string? value, ref WireWriter writer) => writer.Text(value!);

    protected override string Read(ref WireReader reader) => reader.Text();
}

/// <summary>A count.</summary>
internal sealed class Int32Field<TMessage>(PropertyInfo property) : FieldCodec<TMessage, int>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Varint;

    // A negative number is ten bytes, as it is everywhere in this encoding.
    protected override void Write(int value, ref WireWriter writer) => writer.Varint((ulong)(long)value);

    protected override int Read(ref WireReader reader) => reader.Int32();
}

/// <summary>A large count.</summary>
internal sealed class Int64Field<TMessage>(PropertyInfo property) : FieldCodec<TMessage, long>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Varint;

    protected override void Write(long value, ref WireWriter writer) => writer.Varint((ulong)value);

    protected override long Read(ref WireReader reader) => (long)reader.Varint();
}

/// <summary>An amount: ten-thousandths.</summary>
internal sealed class AmountField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, decimal>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Varint;

    protected override void Write(decimal value, ref WireWriter writer) => writer.Varint((ulong)Amounts.ToTenThousandths(value, Name));

    protected override decimal Read(ref WireReader reader) => Amounts.FromTenThousandths((long)reader.Varint());
}

/// <summary>An amount that may be left out.</summary>
internal sealed class OptionalAmountField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, decimal?>(property)
    where TMessage : OrderMessage
{
    protected override WireType Type => WireType.Varint;

    protected override void Write(decimal? value, ref WireWriter writer) => writer.Varint((ulong)Amounts.ToTenThousandths(value!.Value, Name));

    protected override decimal? Read(ref WireReader reader) => Amounts.FromTenThousandths((long)reader.Varint());
}

/// <summary>A moment: nanoseconds since the start of 1970, UTC.</summary>
internal sealed class InstantField<TMessage>(PropertyInfo property) : FieldCodec<TMessage, DateTimeOffset>(property)
    where TMessage : OrderMessage
{
    private const long NanosecondsPerTick = 100;
    private const long MostTicks = long.MaxValue / NanosecondsPerTick;

    protected override WireType Type => WireType.Fixed64;

    protected override void Write(DateTimeOffset value, ref WireWriter writer)
    {
        var ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        if (ticks is < -MostTicks or > MostTicks)
            throw new ContractFormatException($"{Name} is not between the years 1678 and 2262; the binary form cannot say it.");
        writer.Fixed64(ticks * NanosecondsPerTick);
    }

    protected override DateTimeOffset Read(ref WireReader reader) =>
        DateTimeOffset.UnixEpoch.AddTicks(reader.Fixed64() / NanosecondsPerTick);
}
