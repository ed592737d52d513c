using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflow.Tools;

namespace Workflow.Demo.Input;

/// <summary>
/// Goods for exactly what the valid orders want, except some products that get half of it: there the last customers
/// are refused. Its id is made of the orders themselves, so that a second run on the same data adds no goods.
/// </summary>
internal sealed record StockPlan(string Id, IReadOnlyList<Wanted> Goods, int ScarceProducts)
{
    public static StockPlan For(IReadOnlyList<DemoOrder> orders, double scarce, int seed)
    {
        var demand = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var wanted in orders.Where(order => order.Demand is not null).SelectMany(order => order.Demand!))
            demand[wanted.Sku] = demand.GetValueOrDefault(wanted.Sku) + wanted.Quantity;

        var few = Scarce(demand.Keys, scarce, seed);
        var goods = demand
            .Select(pair => new Wanted(pair.Key, few.Contains(pair.Key) ? pair.Value / 2 : pair.Value))
            .Where(line => line.Quantity > 0)
            .ToList();
        return new StockPlan(IdOf(orders, scarce, seed), goods, few.Count);
    }

    // A fixed number, at least one, rather than each by its own hash: else a small catalogue may get none.
    private static HashSet<string> Scarce(IReadOnlyCollection<string> skus, double share, int seed) => skus
        .OrderBy(sku => StableHash.Of(seed, sku, "scarce"))
        .Take((int)Math.Ceiling(share * skus.Count))
        .ToHashSet(StringComparer.Ordinal);

    private static string IdOf(IReadOnlyList<DemoOrder> orders, double scarce, int seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{scarce:R} {seed}\n")));
        foreach (var order in orders)
            hash.AppendData(order.Body);
        return $"demo-{Convert.ToHexStringLower(hash.GetHashAndReset())[..32]}";
    }
}
