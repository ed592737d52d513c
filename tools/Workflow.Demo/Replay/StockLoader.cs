using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Workflow.Demo.Input;

namespace Workflow.Demo.Replay;

internal static class StockLoader
{
    private const int MaxLines = 10_000;

    /// <summary>Brings the goods to stock. False when they had been brought by an earlier run on the same orders.</summary>
    public static async Task<bool> LoadAsync(Uri address, string adminKey, StockPlan plan, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-Admin-Key", adminKey);
        var applied = false;
        foreach (var (number, goods) in plan.Goods.Chunk(MaxLines).Index())
            applied |= await ReceiveAsync(http, $"{plan.Id}-{number}", goods, stop);
        return applied;
    }

    private static async Task<bool> ReceiveAsync(HttpClient http, string receiptId, Wanted[] goods, CancellationToken stop)
    {
        using var content = new ByteArrayContent(Receipt(receiptId, goods)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.PostAsync("/stock/receipts", content, stop);
        var body = await answer.Content.ReadAsStringAsync(stop);
        if (!answer.IsSuccessStatusCode)
            throw new DemoException($"The goods could not be brought to stock: HTTP {(int)answer.StatusCode}. {body}");
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("applied").GetBoolean();
    }

    private static byte[] Receipt(string receiptId, Wanted[] goods)
    {
        var body = new ArrayBufferWriter<byte>(goods.Length * 40 + 128);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("receiptId", receiptId);
        json.WriteStartArray("lines");
        foreach (var (sku, quantity) in goods)
        {
            json.WriteStartObject();
            json.WriteString("sku", sku);
            json.WriteNumber("quantity", quantity);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }
}
