using System.Globalization;
using System.Text;
using Workflow.Demo.Input;

namespace Workflow.Benchmarks.Benches;

/// <summary>Orders for one piece of each of the named products.</summary>
internal static class PlainOrders
{
    public static string Sku(int product) => string.Create(CultureInfo.InvariantCulture, $"ITEM-{product:D5}");

    public static DemoOrder Create(int number, IReadOnlyList<string> skus)
    {
        var lines = string.Join(',', skus.Select(sku => $$"""{"sku":"{{sku}}","quantity":1,"unitPrice":2.55}"""));
        var body = string.Create(CultureInfo.InvariantCulture,
            $$"""{"reference":"P-{{number}}","customerId":"17850","country":"United Kingdom","currency":"GBP","placedAt":"2026-01-02T08:00:00Z","lines":[{{lines}}]}""");
        return new DemoOrder(string.Create(CultureInfo.InvariantCulture, $"plain-{number}"), Encoding.UTF8.GetBytes(body), [.. skus.Select(sku => new Wanted(sku, 1))]);
    }
}
