using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Participants.Stock;

/// <summary>The stored form of a reservation's items: <c>[["sku",quantity],...]</c>.</summary>
internal static class CompactItems
{
    // Read back only by the parser below and by PostgreSQL, so nothing has to be safe inside HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Serialize(IReadOnlyList<ItemQuantity> items)
    {
        var buffer = new ArrayBufferWriter<byte>(items.Count * 16 + 2);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(item.Sku);
                writer.WriteNumberValue(item.Quantity);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyList<ItemQuantity> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var items = new ItemQuantity[document.RootElement.GetArrayLength()];
        var index = 0;
        foreach (var item in document.RootElement.EnumerateArray())
            items[index++] = new ItemQuantity(item[0].GetString()!, item[1].GetInt32());
        return items;
    }
}
