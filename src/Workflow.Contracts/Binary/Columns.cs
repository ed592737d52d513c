namespace Workflow.Contracts.Binary;

/// <summary>
/// Lines stand in columns, all SKUs, then all quantities, then all prices, and not one message a line: that is a fifth
/// smaller, since a number in a column has no tag and a line no length.
/// </summary>
internal sealed class Columns
{
    internal const int Sku = 1;
    internal const int Quantity = 2;
    internal const int UnitPrice = 3;

    public List<string> Skus { get; } = [];

    public List<int> Quantities { get; } = [];

    public List<long> Prices { get; } = [];

    public static void WriteSku(string sku, ref WireWriter writer)
    {
        writer.Tag(Sku, WireType.Bytes);
        writer.Text(sku);
    }

    public static int BeginNumbers(int column, ref WireWriter writer)
    {
        writer.Tag(column, WireType.Bytes);
        return writer.Begin();
    }

    /// <summary>Reads what it knows. A column is as long as its bytes at most, so no count has to be believed.</summary>
    public static Columns Read(ReadOnlySpan<byte> body, string field)
    {
        var columns = new Columns();
        var reader = new WireReader(body);
        while (!reader.IsAtEnd)
            columns.ReadOne(ref reader, field);
        return columns.Quantities.Count == columns.Skus.Count
            ? columns
            : throw new ContractFormatException($"{field} has {columns.Skus.Count} SKUs and {columns.Quantities.Count} quantities.");
    }

    public void CheckPrices(string field)
    {
        if (Prices.Count != Skus.Count)
            throw new ContractFormatException($"{field} has {Skus.Count} SKUs and {Prices.Count} prices.");
    }

    private void ReadOne(ref WireReader reader, string field)
    {
        switch (reader.Tag())
        {
            case (Sku, WireType.Bytes):
                Skus.Add(reader.Text());
                break;
            case (Quantity, WireType.Bytes):
                for (var packed = new WireReader(reader.Bytes()); !packed.IsAtEnd;)
                    Quantities.Add(packed.Int32());
                break;
            case (UnitPrice, WireType.Bytes):
                for (var packed = new WireReader(reader.Bytes()); !packed.IsAtEnd;)
                    Prices.Add((long)packed.Varint());
                break;
            // A sender may also write the numbers of a column one by one.
            case (Quantity, WireType.Varint):
                Quantities.Add(reader.Int32());
                break;
            case (UnitPrice, WireType.Varint):
                Prices.Add((long)reader.Varint());
                break;
            case (Sku or Quantity or UnitPrice, var type):
                throw new ContractFormatException($"A column of {field} has wire type {(int)type}.");
            case (_, var type):
                reader.Skip(type);
                break;
        }
    }
}
