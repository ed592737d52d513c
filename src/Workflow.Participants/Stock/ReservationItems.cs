using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Workflow.Participants.Stock;

/// <summary>The stored form of a reservation's items: <c>[["sku",quantity],...]</c>.</summary>
internal static class ReservationItems
{
    public static string? Write(IReadOnlyList<StockLine>? items)
    {
        if (items is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>(32 + (items.Count * 16));
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var line in items)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(line.Sku);
                writer.WriteNumberValue(line.Quantity);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyList<StockLine> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        List<StockLine> items = new(document.RootElement.GetArrayLength());
        foreach (var line in document.RootElement.EnumerateArray())
            items.Add(new StockLine(line[0].GetString()!, line[1].GetInt64()));
        return items;
    }
}
