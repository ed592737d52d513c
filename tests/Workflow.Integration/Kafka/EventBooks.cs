using System.Text.Json;
using Workflow.Integration.Processes;
using Workflow.Orchestrator.Orders;

namespace Workflow.Integration.Kafka;

/// <summary>What Kafka has to tell, derived from the history that PostgreSQL has of each order.</summary>
internal static class EventBooks
{
    /// <summary>Every event of every order was told, in its order, and nothing else; repeats have the id of the first.</summary>
    public static async Task AgreeAsync(string database, Listener events)
    {
        var expected = await ExpectedAsync(database);
        await events.UntilAsync(_ => events.Firsts.Count(IsOfOrder) >= expected.Sum(order => order.Value.Count), "all events have been told");

        Assert.All(events.All.GroupBy(heard => heard.EventId), copies => Assert.Single(copies.Select(copy => (copy.OrderId, copy.Type, copy.Partition)).Distinct()));
        var told = events.Firsts.Where(IsOfOrder).GroupBy(heard => heard.OrderId).ToDictionary(order => order.Key, order => order.Select(heard => heard.Type).ToList());
        Assert.Equal(expected.Keys.Order(), told.Keys.Order());
        Assert.All(expected, order => Assert.Equal(order.Value, told[order.Key]));
        Assert.All(events.Firsts.GroupBy(heard => heard.OrderId), PaidAfterPayment);
    }

    /// <summary>Of each order the record with the highest version is what PostgreSQL says.</summary>
    public static async Task StatesAgreeAsync(string database, Listener states)
    {
        var expected = (await Books.ListAsync(database, "SELECT concat_ws(' ', order_id, version, state) FROM orders.saga")).Order().ToList();
        await states.UntilAsync(all => Latest(all).SequenceEqual(expected), "the states are those of the orders");
    }

    /// <summary>Nothing waits any more.</summary>
    public static Task BeEmptyAsync(string database) => Until.TrueAsync(
        async () => await Books.AskAsync(database, "SELECT NOT EXISTS (SELECT FROM messaging.hub)") is true,
        async () => $"the hub still holds {await Books.AskAsync(database, "SELECT count(*) FROM messaging.hub")} rows");

    private static List<string> Latest(IReadOnlyList<Heard> all) => [.. all
        .Select(heard => JsonDocument.Parse(heard.Value).RootElement)
        .GroupBy(state => state.GetProperty("orderId").GetGuid())
        .Select(order => order.MaxBy(state => state.GetProperty("version").GetInt32()))
        .Select(state => $"{state.GetProperty("orderId").GetGuid()} {state.GetProperty("version").GetInt32()} {state.GetProperty("state").GetString()}")
        .Order()];

    private static bool IsOfOrder(Heard heard) => heard.Type.StartsWith("order-", StringComparison.Ordinal);

    private static void PaidAfterPayment(IEnumerable<Heard> order)
    {
        var types = order.Select(heard => heard.Type).ToList();
        if (types.Contains("order-paid.v1"))
            Assert.InRange(types.IndexOf("payment-succeeded.v1"), 0, types.IndexOf("order-paid.v1"));
    }

    private static async Task<Dictionary<Guid, List<string>>> ExpectedAsync(string database)
    {
        var rows = await Books.ListAsync(database, "SELECT order_id || ' ' || state FROM orders.order_event ORDER BY order_id, sequence");
        return rows.Select(row => row.Split(' ')).GroupBy(row => Guid.Parse(row[0]), row => row[1])
            .ToDictionary(order => order.Key, order => Events([.. order]));
    }

    private static List<string> Events(List<string> states)
    {
        List<string> events = ["order-submitted.v1"];
        for (var i = 0; i < states.Count; i++)
            events.AddRange(Of(i == 0 ? "" : states[i - 1], states[i]));
        return events;
    }

    private static string[] Of(string before, string now) => (before, now) switch
    {
        (OrderStates.ReservingStock, OrderStates.AuthorizingPayment) => ["order-stock-reserved.v1"],
        (OrderStates.AuthorizingPayment, OrderStates.ArrangingShipment) => ["order-paid.v1"],
        (OrderStates.ArrangingShipment, OrderStates.Completed) => ["order-shipped.v1", "order-completed.v1"],
        (_, OrderStates.Rejected) => ["order-rejected.v1"],
        (_, OrderStates.Cancelled) => ["order-cancelled.v1"],
        (_, OrderStates.Suspended) => ["order-suspended.v1"],
        _ => [],
    };
}
