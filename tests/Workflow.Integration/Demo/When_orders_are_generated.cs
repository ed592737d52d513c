using System.Text.Json;
using Workflow.Demo.Input;

namespace Workflow.Integration.Demo;

public sealed class When_orders_are_generated
{
    private const string FirstOfSeedOne = """{"reference":"G1-1","customerId":"12678","country":"France","currency":"GBP","placedAt":"2026-01-02T08:00:20Z","lines":[{"sku":"ITEM-197","quantity":6,"unitPrice":20.15},{"sku":"ITEM-159","quantity":1,"unitPrice":7.05}]}""";

    [Fact]
    public void Should_be_the_same_for_the_same_seed()
    {
        var one = GeneratedOrders.Create(300, seed: 7);
        var two = GeneratedOrders.Create(300, seed: 7);

        Assert.Equal(one.Select(Text), two.Select(Text));
        Assert.NotEqual(one.Select(Text), GeneratedOrders.Create(300, seed: 8).Select(Text));
    }

    [Fact]
    public void Should_begin_alike_however_many_are_wanted() =>
        Assert.Equal(GeneratedOrders.Create(50, 1).Select(Text), GeneratedOrders.Create(500, 1).Take(50).Select(Text));

    [Fact]
    public void Should_stay_as_they_were_when_this_test_was_written()
    {
        var first = GeneratedOrders.Create(1, seed: 1)[0];

        Assert.Equal("demo-1-1", first.Key);
        Assert.Equal(FirstOfSeedOne, Text(first));
    }

    [Fact]
    public void Should_all_be_valid_with_one_to_three_different_products()
    {
        foreach (var order in GeneratedOrders.Create(2_000, 1))
        {
            var lines = JsonDocument.Parse(order.Body).RootElement.GetProperty("lines").EnumerateArray().ToList();
            Assert.InRange(lines.Count, 1, 3);
            Assert.Equal(lines.Count, lines.Select(line => line.GetProperty("sku").GetString()).Distinct().Count());
            Assert.All(lines, line => Assert.InRange(line.GetProperty("quantity").GetInt32(), 1, 6));
            Assert.All(lines, line => Assert.InRange(line.GetProperty("unitPrice").GetDecimal(), 0.85m, 24.95m));
            Assert.Equal(lines.Sum(line => line.GetProperty("quantity").GetInt64()), order.Demand!.Sum(wanted => wanted.Quantity));
        }
    }

    [Fact]
    public void Should_want_one_of_a_few_products_in_half_of_the_orders()
    {
        var orders = GeneratedOrders.Create(4_000, 1);

        var hot = orders.Count(order => order.Demand!.Any(wanted => wanted.Sku.StartsWith("HOT-", StringComparison.Ordinal)));
        var products = orders.SelectMany(order => order.Demand!).Select(wanted => wanted.Sku).Distinct().Count();

        Assert.InRange(hot, 1_850, 2_150);
        Assert.Equal(GeneratedOrders.HotProducts + GeneratedOrders.OtherProducts, products);
    }

    private static string Text(DemoOrder order) => System.Text.Encoding.UTF8.GetString(order.Body);
}
