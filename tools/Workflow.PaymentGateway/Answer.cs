using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workflow.PaymentGateway.Ledger;

namespace Workflow.PaymentGateway;

/// <summary>Writes JSON answers with a length and without a buffer of their own; the server sends them at the request's end.</summary>
internal static class Answer
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public static void Charge(HttpResponse response, int status, Account account) => Json(response, status, Describe(account), GatewayJson.Default.ChargeAnswer);

    public static void Refuse(HttpResponse response, int status, string error) => Json(response, status, new Refusal(error), GatewayJson.Default.Refusal);

    public static void Json<T>(HttpResponse response, int status, T value, JsonTypeInfo<T> type)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(512);
        var json = _json ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        json.Reset();
        JsonSerializer.Serialize(json, value, type);
        json.Flush();
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
    }

    public static async Task LedgerAsync(HttpResponse response, Account[] accounts)
    {
        response.ContentType = "application/x-ndjson";
        await using var json = new Utf8JsonWriter((IBufferWriter<byte>)response.BodyWriter);
        foreach (var account in accounts)
        {
            var row = new LedgerRow(account.Key, account.Captures, account.Captured, account.Refunded, account.Status);
            JsonSerializer.Serialize(json, row, GatewayJson.Default.LedgerRow);
            json.Flush();
            json.Reset();
            response.BodyWriter.Write("\n"u8);
            if (response.BodyWriter.UnflushedBytes > 32 * 1024)
                await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        }
    }

    private static ChargeAnswer Describe(Account account) => account.Status is ChargeStatus.Declined
        ? new(account.Key, account.Status, null, null, null, account.Reason)
        : new(account.Key, account.Status, account.Reference, account.Captured, account.Refunded, null);
}
