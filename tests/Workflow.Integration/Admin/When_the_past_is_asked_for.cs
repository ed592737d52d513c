using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Payments;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>What <c>?at=</c> rebuilds from the history is what the order showed at that moment.</summary>
public sealed class When_the_past_is_asked_for(PostgresFixture postgres, ITestOutputHelper output)
{
    // All that the past knows of an order.
    private static readonly string[] Parts = ["accepted", "now", "path", "attempts", "history", "stepsDone", "stepsRemaining"];

    private const int LongLife = 10_000;

    private readonly List<(string Moment, DateTimeOffset At, Dictionary<string, string> Seen)> _seen = [];

    [Fact]
    public async Task Should_show_each_moment_of_an_orders_life_as_it_was()
    {
        await using var shop = await PaidShop.OpenAsync(
            postgres, [.. StuckOrders.OneAttempt, "Orders:Payment:Attempts=2", "Orders:RetryBaseSeconds=3600", "Orders:RetryCapSeconds=3600"]);
        await shop.MisbehaveAsync(new { outage = true });
        Guid order;
        await using (await shop.Host.HoldAsync("orders.saga"))
        {
            order = await shop.PlaceAsync();
            await LookAsync(shop, order, "accepted");
        }
        // The first attempt fails, then waits an hour for the second, unless an operator is quicker.
        await Eventually.EqualAsync(1, () => shop.HappenedAsync(order, "attempt-failed"));
        await LookAsync(shop, order, "waiting for the next attempt");
        await shop.ReleaseAsync(order, "retry");
        await shop.ReachAsync(order, "Suspended");
        await LookAsync(shop, order, "suspended");
        await using (await shop.Host.HoldAsync(StuckOrders.Shipment.Table))
        {
            await shop.ReleaseAsync(order, "skip", "receipt 7");
            await shop.ReachAsync(order, "ArrangingShipment");
            await LookAsync(shop, order, "skipped");
            using var cancelled = await shop.Host.Http.PostAsync($"/orders/{order}/cancel", null);
            await shop.ReachAsync(order, "CancellingShipment");
            await LookAsync(shop, order, "cancelled");
        }
        // The gateway is still away when the money is to go back.
        await shop.ReachAsync(order, "Suspended");
        await LookAsync(shop, order, "suspended again");
        await shop.MisbehaveAsync(new { outage = false });
        await shop.ReleaseAsync(order, "retry");
        await shop.ReachAsync(order, "Cancelled");
        await LookAsync(shop, order, "ended");

        foreach (var (moment, at, seen) in _seen)
        {
            var past = PartsOf(await AtAsync(shop, order, at));
            Assert.All(Parts, part => Assert.True(seen[part] == past[part], $"{moment}, {part}:\nthen {seen[part]}\nrebuilt {past[part]}"));
        }
        await EachEventIsAMomentAsync(shop, order);
    }

    [Fact]
    public async Task Should_know_nothing_before_the_order_was_accepted()
    {
        await using var shop = await PaidShop.OpenAsync(postgres);
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, "Completed");
        using var missing = await shop.Host.Http.AdminAsync(HttpMethod.Get, $"/admin/orders/{order}?at=2020-01-01T00:00:00Z");
        await missing.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
        var shown = await AtAsync(shop, order, DateTimeOffset.UtcNow.AddYears(1));
        Assert.Equal("Completed", shown.GetProperty("now").Text("state"));
        Assert.False(shown.TryGetProperty("actions", out _), "The past cannot be changed.");
    }

    [Fact]
    public async Task Should_rebuild_a_long_life_within_a_second()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, StuckOrders.OneAttempt);
        var order = await shop.PlaceUnansweredAsync(StuckOrders.Payment);
        await shop.ReachAsync(order, "AuthorizingPayment");
        var begin = await shop.Host.ReadAsync<DateTime>("SELECT now()");
        await LiveLongAsync(shop, order, begin);

        // What the work takes is the quickest of a few looks: the others show what else the machine had to do.
        List<double> times = [];
        while (times.Count < 3 || (times.Count < 20 && times.Min() > 1_000))
        {
            var started = Stopwatch.GetTimestamp();
            var shown = await AtAsync(shop, order, begin.AddSeconds(20_000));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal(LongLife, shown.GetProperty("history").GetArrayLength());
        }
        output.WriteLine($"{LongLife} events: {string.Join(", ", times.Select(time => $"{time:0} ms"))}");
        Assert.InRange(times.Min(), 0, 1_000);
        await EachEventCostsTheSameAsync(shop, order, begin);
    }

    /// <summary>At each event and just before it the order is where that event, or the one before, had put it.</summary>
    private static async Task EachEventIsAMomentAsync(PaidShop shop, Guid order)
    {
        var history = (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}")).GetProperty("history").EnumerateArray().ToList();
        Assert.True(history.Count > 8);
        var before = "Submitted";
        foreach (var (happened, index) in history.Select((happened, index) => (happened, index)))
        {
            var at = happened.GetProperty("at").GetDateTimeOffset();
            var now = await AtAsync(shop, order, at);
            Assert.Equal((happened.Text("state"), index + 1), (now.GetProperty("now").Text("state"), now.GetProperty("history").GetArrayLength()));
            var then = await AtAsync(shop, order, at.AddMicroseconds(-1));
            Assert.Equal((before, index), (then.GetProperty("now").Text("state"), then.GetProperty("history").GetArrayLength()));
            before = happened.Text("state");
        }
    }

    /// <summary>A life ten times as long costs about ten times as much, not a hundred times.</summary>
    private static async Task EachEventCostsTheSameAsync(PaidShop shop, Guid order, DateTime begin)
    {
        var (tenth, whole) = (double.MaxValue, double.MaxValue);
        // Beside other tests a single look says little; the quickest of each length comes close to its cost.
        await Eventually.HoldsAsync(
            async () =>
            {
                tenth = Math.Min(tenth, await TimeAsync(LongLife / 10));
                whole = Math.Min(whole, await TimeAsync(LongLife));
                return whole < 25 * tenth;
            },
            "the whole life costs less than 25 times a tenth of it");

        async Task<double> TimeAsync(int events)
        {
            var started = Stopwatch.GetTimestamp();
            var shown = await AtAsync(shop, order, begin.AddSeconds(events));
            Assert.InRange(shown.GetProperty("history").GetArrayLength(), events - 5, events);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    /// <summary>Of a gateway that was away for hours: an event each second.</summary>
    private static Task<long> LiveLongAsync(PaidShop shop, Guid order, DateTime begin) => shop.Host.ReadAsync<long>(
        """
        WITH life AS (
            INSERT INTO orders.order_event (order_id, sequence, type, state, causation_id, occurred_at, data)
            SELECT $1, n, CASE n % 2 WHEN 1 THEN 'attempt-failed' ELSE 'attempt-started' END, 'AuthorizingPayment', gen_random_uuid(),
                $3 + n * interval '1 second', jsonb_build_object('step', 'payment', 'attempt', n / 2) || CASE n % 2 WHEN 1 THEN '{"error":"away"}' ELSE '{}' END::jsonb
            FROM generate_series(3, $2) AS n RETURNING 1)
        SELECT count(*) FROM life
        """,
        order, LongLife, begin);

    /// <summary>Nothing happens to the order meanwhile: something holds it wherever this is called.</summary>
    private async Task LookAsync(PaidShop shop, Guid order, string moment)
    {
        var shown = await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}");
        var history = shown.GetProperty("history");
        var at = history.GetArrayLength() == 0
            ? shown.GetProperty("accepted").GetProperty("acceptedAt").GetDateTimeOffset() : history[history.GetArrayLength() - 1].GetProperty("at").GetDateTimeOffset();
        _seen.Add((moment, at, PartsOf(shown)));
    }

    private static Dictionary<string, string> PartsOf(JsonElement shown) => Parts.ToDictionary(part => part, part => shown.GetProperty(part).GetRawText());

    private static Task<JsonElement> AtAsync(PaidShop shop, Guid order, DateTimeOffset at) =>
        shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}?at={Uri.EscapeDataString(at.UtcDateTime.ToString("O"))}");
}
