using System.Text.Json;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Participants.Stock;

/// <summary>The stored form of a reservation's items: <c>[["sku",quantity],...]</c>.</summary>
internal static class CompactItems
{
    public static string Serialize(IReadOnlyList<ItemQuantity> items) =>
        CompactJson.Rows(items, static (writer, item) =>
        {
            writer.WriteStringValue(item.Sku);
            writer.WriteNumberValue(item.Quantity);
        });

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
