using System.Reflection;

namespace Workflow.Contracts.Binary;

/// <summary>A list, which may be empty and is then not written.</summary>
internal abstract class ListField<TMessage, TItem>(PropertyInfo property) : FieldCodec<TMessage, IReadOnlyList<TItem>>(property)
    where TMessage : OrderMessage
{
    public override bool IsRequired => false;

    protected override WireType Type => WireType.Bytes;

    public override void Write(TMessage message, ref WireWriter writer)
    {
        if (Get(message).Count > 0)
            base.Write(message, ref writer);
    }

    // Of an empty list nothing was sent.
    public override void Complete(TMessage message)
    {
        if (Get(message) is null)
            Set(message, []);
    }
}

/// <summary>Texts, each a field of its own.</summary>
internal sealed class TextListField<TMessage>(PropertyInfo property) : ListField<TMessage, string>(property)
    where TMessage : OrderMessage
{
    public override void Write(TMessage message, ref WireWriter writer)
    {
        foreach (var text in Get(message))
        {
            writer.Tag(Number.Number, WireType.Bytes);
            writer.Text(text);
        }
    }

    public override void Read(TMessage message, int number, WireType type, ref WireReader reader)
    {
        if (type != WireType.Bytes)
            throw Unexpected(type, WireType.Bytes);
        if (Get(message) is not List<string> list)
            Set(message, list = []);
        list.Add(reader.Text());
    }

    protected override void Write(IReadOnlyList<string> value, ref WireWriter writer) => throw new NotSupportedException();

    protected override IReadOnlyList<string> Read(ref WireReader reader) => throw new NotSupportedException();
}

/// <summary>What is ordered, in columns.</summary>
internal sealed class LinesField<TMessage>(PropertyInfo property) : ListField<TMessage, OrderLine>(property)
    where TMessage : OrderMessage
{
    protected override void Write(IReadOnlyList<OrderLine> value, ref WireWriter writer)
    {
        var start = writer.Begin();
        for (var i = 0; i < value.Count; i++)
            Columns.WriteSku(value[i].Sku, ref writer);
        var quantities = Columns.BeginNumbers(Columns.Quantity, ref writer);
        for (var i = 0; i < value.Count; i++)
            writer.Varint((ulong)(long)value[i].Quantity);
        writer.End(quantities);
        var prices = Columns.BeginNumbers(Columns.UnitPrice, ref writer);
        for (var i = 0; i < value.Count; i++)
            writer.Varint((ulong)Amounts.ToTenThousandths(value[i].UnitPrice, nameof(OrderLine.UnitPrice)));
        writer.End(prices);
        writer.End(start);
    }

    protected override IReadOnlyList<OrderLine> Read(ref WireReader reader)
    {
        var columns = Columns.Read(reader.Bytes(), Name);
        columns.CheckPrices(Name);
        var lines = new OrderLine[columns.Skus.Count];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = new OrderLine(columns.Skus[i], columns.Quantities[i], Amounts.FromTenThousandths(columns.Prices[i]));
        return lines;
    }
}

/// <summary>What to reserve or ship, in columns.</summary>
internal sealed class ItemsField<TMessage>(PropertyInfo property) : ListField<TMessage, ItemQuantity>(property)
    where TMessage : OrderMessage
{
    protected override void Write(IReadOnlyList<ItemQuantity> value, ref WireWriter writer)
    {
        var start = writer.Begin();
        for (var i = 0; i < value.Count; i++)
            Columns.WriteSku(value[i].Sku, ref writer);
        var quantities = Columns.BeginNumbers(Columns.Quantity, ref writer);
        for (var i = 0; i < value.Count; i++)
            writer.Varint((ulong)(long)value[i].Quantity);
        writer.End(quantities);
        writer.End(start);
    }

    protected override IReadOnlyList<ItemQuantity> Read(ref WireReader reader)
    {
        var columns = Columns.Read(reader.Bytes(), Name);
        var items = new ItemQuantity[columns.Skus.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = new ItemQuantity(columns.Skus[i], columns.Quantities[i]);
        return items;
    }
}
