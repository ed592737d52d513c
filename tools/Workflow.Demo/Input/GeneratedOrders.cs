using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Workflow.Demo.Input;

/// <summary>
/// Valid orders from a seed: one to three lines, half of the orders with one of a few products that everybody wants,
/// the rest spread over a few hundred. The same seed gives the same orders, byte for byte, on every machine.
/// </summary>
internal static class GeneratedOrders
{
    public const int HotProducts = 4;
    public const int OtherProducts = 300;
    private static readonly string[] Countries = ["United Kingdom", "United Kingdom", "United Kingdom", "Germany", "France", "Netherlands"];
    private static readonly DateTime FirstPlacedAt = new(2026, 1, 2, 8, 0, 0, DateTimeKind.Utc);

    public static List<DemoOrder> Create(int count, int seed)
    {
        var orders = new List<DemoOrder>(count);
        for (var number = 1; number <= count; number++)
            orders.Add(Order(number, seed));
        return orders;
    }

    // Every order has its own sequence: the first hundred of a thousand are the same as the hundred of a hundred.
    private static DemoOrder Order(int number, int seed)
    {
        var random = new SeededRandom(seed, number);
        var products = Products(ref random);
        var demand = new List<Wanted>(products.Count);
        var body = new ArrayBufferWriter<byte>(320);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("reference", string.Create(CultureInfo.InvariantCulture, $"G{seed}-{number}"));
            json.WriteString("customerId", (12_000 + random.Below(6_000)).ToString(CultureInfo.InvariantCulture));
            json.WriteString("country", Countries[random.Below(Countries.Length)]);
            json.WriteString("currency", "GBP");
            json.WriteString("placedAt", FirstPlacedAt.AddSeconds(20L * number));
            json.WriteStartArray("lines");
            foreach (var product in products)
                demand.Add(Line(json, product, 1 + random.Below(6)));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new DemoOrder(string.Create(CultureInfo.InvariantCulture, $"demo-{seed}-{number}"), body.WrittenSpan.ToArray(), demand);
    }

    private static List<int> Products(ref SeededRandom random)
    {
        var products = new List<int>(3);
        var lines = 1 + random.Below(3);
        if (random.Below(2) == 0)
            products.Add(random.Below(HotProducts));
        while (products.Count < lines)
        {
            var product = HotProducts + random.Below(OtherProducts);
            if (!products.Contains(product))
                products.Add(product);
        }
        return products;
    }

    private static Wanted Line(Utf8JsonWriter json, int product, int quantity)
    {
        var sku = product < HotProducts
            ? string.Create(CultureInfo.InvariantCulture, $"HOT-{product + 1}")
            : string.Create(CultureInfo.InvariantCulture, $"ITEM-{product - HotProducts + 1:D3}");
        json.WriteStartObject();
        json.WriteString("sku", sku);
        json.WriteNumber("quantity", quantity);
        json.WriteNumber("unitPrice", Price(product));
        json.WriteEndObject();
        return new Wanted(sku, quantity);
    }

    /// <summary>From 0.85 to 24.95, the same for a product in every run.</summary>
    private static decimal Price(int product) => 0.85m + new SeededRandom(0, product).Below(242) * 0.10m;
}
