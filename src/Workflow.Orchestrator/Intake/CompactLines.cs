using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>The stored form of an order's lines: <c>[["sku",quantity,price],...]</c>, without names to save room.</summary>
internal static class CompactLines
{
    // Read back only by the parser below and by PostgreSQL, so nothing has to be safe inside HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Serialize(IReadOnlyList<OrderLine> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(lines.Count * 24 + 2);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (var line in lines)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(line.Sku);
                writer.WriteNumberValue(line.Quantity);
                writer.WriteNumberValue(line.UnitPrice);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyList<OrderLine> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var lines = new OrderLine[document.RootElement.GetArrayLength()];
        var index = 0;
        foreach (var line in document.RootElement.EnumerateArray())
            lines[index++] = new OrderLine(line[0].GetString()!, line[1].GetInt32(), line[2].GetDecimal());
        return lines;
    }
}
