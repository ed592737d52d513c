using Workflow.Contracts;

namespace Workflow.Benchmarks.Benches;

/// <summary>Messages as a real order makes them.</summary>
internal static class ContractSamples
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 8, 26, 0, TimeSpan.Zero);
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>The messages of one completed order with so many lines, in their order.</summary>
    public static IReadOnlyList<OrderMessage> Of(int lines)
    {
        var order = new Guid("01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90");
        List<OrderLine> ordered = [.. Enumerable.Range(0, lines).Select(line => new OrderLine($"{85123 + line * 37}A", 6 + line % 7, 2.55m + line * 0.1m))];
        List<ItemQuantity> items = [.. ordered.Select(line => new ItemQuantity(line.Sku, line.Quantity))];
        return
        [
            new SubmitOrder
            {
                OrderId = order, MessageId = Id(1), TraceId = Trace, BusinessType = BusinessTypes.Normal, Reference = "536365", CustomerId = "17850",
                Country = "United Kingdom", Currency = "GBP", Total = ordered.Sum(line => line.Quantity * line.UnitPrice), AcceptedAt = At, Lines = ordered,
            },
            new ReserveStock { OrderId = order, MessageId = Id(2), TraceId = Trace, BusinessType = BusinessTypes.Normal, Attempt = 1, Items = items },
            new AuthorizePayment
            {
                OrderId = order, MessageId = Id(3), TraceId = Trace, BusinessType = BusinessTypes.Normal, Attempt = 1,
                Amount = ordered.Sum(line => line.Quantity * line.UnitPrice), Currency = "GBP", CustomerId = "17850",
            },
            new ArrangeShipment
            {
                OrderId = order, MessageId = Id(4), TraceId = Trace, BusinessType = BusinessTypes.Normal, Attempt = 1, Country = "United Kingdom", Items = items,
            },
            new CommitStock { OrderId = order, MessageId = Id(5), TraceId = Trace, BusinessType = BusinessTypes.Normal },
        ];
    }

    private static Guid Id(int number) => new($"01938c5e-7d3b-7000-8000-{number:D12}");
}
