using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace Workflow.Demo.Input;

/// <summary>Reads invoices, one JSON object a line, plain or gzip, and keeps them as they are: also those the product must refuse.</summary>
internal static class OrderFile
{
    private const int MaxLines = 2_000;
    private const long MaxQuantity = 1_000_000;

    /// <exception cref="InvalidDataException">A line is not a JSON object.</exception>
    public static List<DemoOrder> Read(string path, int? limit)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file);
        var orders = new List<DemoOrder>();
        for (var number = 1; orders.Count < (limit ?? int.MaxValue) && reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                orders.Add(Parse(line, number, path));
        }
        return orders;
    }

    private static bool IsGzip(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip;
    }

    private static DemoOrder Parse(string line, int number, string path)
    {
        try
        {
            using var invoice = JsonDocument.Parse(line);
            return Map(invoice.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"Line {number} of {path} is not an invoice: {e.Message}", e);
        }
    }

    private static DemoOrder Map(JsonElement invoice)
    {
        var number = invoice.GetProperty("invoice").GetString()!;
        var body = new ArrayBufferWriter<byte>(invoice.GetRawText().Length + 64);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("reference", number);
            Copy(invoice, "customerId", json);
            Copy(invoice, "country", json);
            json.WriteString("currency", "GBP");
            Copy(invoice, "placedAt", json);
            Copy(invoice, "lines", json);
            json.WriteEndObject();
        }
        return new DemoOrder($"demo-{number}", body.WrittenSpan.ToArray(), Demand(invoice));
    }

    // Raw: numbers keep the digits of the file, so that money is never a binary fraction on its way.
    private static void Copy(JsonElement from, string name, Utf8JsonWriter to)
    {
        if (!from.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
            return;
        to.WritePropertyName(name);
        to.WriteRawValue(value.GetRawText(), skipInputValidation: true);
    }

    private static List<Wanted>? Demand(JsonElement invoice)
    {
        if (!invoice.TryGetProperty("lines", out var lines) || lines.ValueKind is not JsonValueKind.Array || lines.GetArrayLength() > MaxLines)
            return null;
        var wanted = new List<Wanted>(lines.GetArrayLength());
        var total = 0m;
        foreach (var line in lines.EnumerateArray())
        {
            if (!IsValid(line, out var sku, out var quantity, out var price))
                return null;
            wanted.Add(new Wanted(sku, quantity));
            total += quantity * price;
        }
        return total > 0 ? wanted : null;
    }

    private static bool IsValid(JsonElement line, out string sku, out long quantity, out decimal price)
    {
        (quantity, price) = (0, 0);
        sku = line.TryGetProperty("sku", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString()! : "";
        return !string.IsNullOrWhiteSpace(sku)
            && line.TryGetProperty("quantity", out var number) && number.ValueKind is JsonValueKind.Number
            && number.TryGetInt64(out quantity) && quantity is > 0 and <= MaxQuantity
            && line.TryGetProperty("unitPrice", out var money) && money.ValueKind is JsonValueKind.Number
            && money.TryGetDecimal(out price) && price >= 0;
    }
}
