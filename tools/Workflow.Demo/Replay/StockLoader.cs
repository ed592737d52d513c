using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Workflow.Demo.Input;

namespace Workflow.Demo.Replay;

internal static class StockLoader
{
    private const int MaxLines = 10_000;
    private const int MaxAttempts = 10;
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);

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

    // A receipt has its id, so it may be sent again when the product asks for that.
    private static async Task<bool> ReceiveAsync(HttpClient http, string receiptId, Wanted[] goods, CancellationToken stop)
    {
        for (var attempt = 1; attempt < MaxAttempts; attempt++)
        {
            using var busy = await PostAsync(http, receiptId, goods, stop);
            if (busy.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                return await ReadAsync(busy, stop);
            await Task.Delay(busy.Headers.RetryAfter?.Delta ?? DefaultPause, stop);
        }
        using var last = await PostAsync(http, receiptId, goods, stop);
        return await ReadAsync(last, stop);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string receiptId, Wanted[] goods, CancellationToken stop)
    {
        using var content = new ByteArrayContent(Receipt(receiptId, goods)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await http.PostAsync("/stock/receipts", content, stop);
    }

    private static async Task<bool> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
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
