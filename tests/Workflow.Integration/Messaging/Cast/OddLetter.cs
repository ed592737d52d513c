using System.Text;
using System.Text.Json;
using Workflow.Messaging.Outbox;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>A letter that nothing of ours would write like this: whatever reads it and writes it anew changes it.</summary>
internal static class OddLetter
{
    internal static readonly Dictionary<string, string> Headers = new()
    {
        ["plain"] = "a-b",
        ["accented"] = "ɤϡ֎ᾣ♥",
        ["astral-\U0001F605"] = "\U0001F60D",
        ["script"] = "奥曼克 தமிழ்",
        ["combining"] = "٩(-̮̮̃-̃)۶ \"quoted\" \\",
        ["MT-Scheduling-TokenId"] = "0198c2a0-0000-7000-8000-000000000001",
    };

    internal static OutboxRow New(string queue)
    {
        var (order, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        return new OutboxRow
        {
            MessageId = id,
            OrderId = order,
            Destination = OutboxRow.QueuePrefix + queue,
            MessageType = "release-stock.v1",
            Body = Encoding.UTF8.GetBytes(
                $$"""
                { "unknown" : ["😍", "\u0041"],  "attempt": 1, "businessType":"奥曼克",
                  "traceId" : "٩(-̮̮̃-̃)۶", "messageId":"{{id}}", "orderId":"{{order}}" }
                """),
            Headers = JsonSerializer.Serialize(Headers),
        };
    }

    /// <summary>Headers as they are stored.</summary>
    internal static Dictionary<string, string> Stored(string headers) => JsonSerializer.Deserialize<Dictionary<string, string>>(headers)!;
}
