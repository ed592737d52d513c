using System.Text.Json;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Orchestrator.Intake;

/// <summary>The stored form of an order's lines: <c>[["sku",quantity,price],...]</c>, without names to save room.</summary>
internal static class CompactLines
{
    public static string Serialize(IReadOnlyList<OrderLine> lines) =>
        CompactJson.Rows(lines, static (writer, line) =>
        {
            writer.WriteStringValue(line.Sku);
            writer.WriteNumberValue(line.Quantity);
            writer.WriteNumberValue(line.UnitPrice);
        });

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
