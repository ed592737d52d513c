using System.Net;
using System.Text.Json;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>A cursor is a place in a list and no right: with somebody else's one sees what one sees anyway, and nothing without a key.</summary>
public sealed class When_a_cursor_changes_hands(PostgresFixture postgres)
{
    private static readonly string[] Lists = ["/admin/orders", "/admin/orders?sort=stuck", "/admin/orders?state=Rejected", "/admin/audit", "/admin/stock", "/admin/bulk"];

    [Fact]
    public async Task Should_show_its_holder_nothing_that_is_not_theirs_to_see()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), [.. Keys.Settings, "Admin:LockoutFailures=1000000"]);
        await FillAsync(host);
        var links = new List<string>();
        foreach (var list in Lists)
        {
            using var first = await host.Http.AdminAsync(HttpMethod.Get, With(list, "limit=1"), key: Keys.Admin);
            if ((await first.JsonAsync()).TryGetProperty("nextLink", out var next))
                links.Add(next.GetString()!);
        }
        Assert.True(links.Count >= 4, $"Only {links.Count} lists have a second page.");
        foreach (var link in links)
        {
            using var admin = await host.Http.AdminAsync(HttpMethod.Get, link, key: Keys.Admin);
            using var viewer = await host.Http.AdminAsync(HttpMethod.Get, link, key: Keys.Viewer);
            Assert.Equal(Rows(await admin.JsonAsync()), Rows(await viewer.JsonAsync()));
            foreach (var key in new[] { null, "stolen-with-the-link" })
            {
                using var stranger = await host.Http.AdminAsync(HttpMethod.Get, link, key: key);
                await stranger.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
            }
        }
    }

    [Fact]
    public async Task Should_be_refused_or_be_a_place_in_any_other_list_and_add_nothing_to_it()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), Keys.Settings);
        await FillAsync(host);
        foreach (var from in Lists)
        {
            using var first = await host.Http.AdminAsync(HttpMethod.Get, With(from, "limit=1"), key: Keys.Admin);
            if (!(await first.JsonAsync()).TryGetProperty("nextLink", out var next))
                continue;
            var cursor = next.GetString()!.Split("cursor=")[1].Split('&')[0];
            foreach (var to in Lists.Where(to => to != from))
            {
                using var whole = await host.Http.AdminAsync(HttpMethod.Get, With(to, "limit=500"), key: Keys.Viewer);
                using var behind = await host.Http.AdminAsync(HttpMethod.Get, With(to, "limit=500&cursor=" + cursor), key: Keys.Viewer);
                Assert.True(behind.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{from} in {to}: {behind.StatusCode}");
                if (behind.StatusCode == HttpStatusCode.OK)
                    Assert.Subset(Rows(await whole.JsonAsync()).ToHashSet(), Rows(await behind.JsonAsync()).ToHashSet());
            }
        }
        // Another walk through the same list is another list.
        using var newest = await host.Http.AdminAsync(HttpMethod.Get, "/admin/orders?limit=1", key: Keys.Admin);
        var place = (await newest.JsonAsync()).Text("nextLink")!.Split("cursor=")[1].Split('&')[0];
        using var wrong = await host.Http.AdminAsync(HttpMethod.Get, "/admin/orders?state=Rejected&cursor=" + place, key: Keys.Admin);
        Assert.Equal(["cursor invalid_format"], await wrong.BadFieldsAsync());
    }

    /// <summary>Orders that nobody can serve, goods, and entries of the audit; two of each at least.</summary>
    private static async Task FillAsync(RunningHost host)
    {
        foreach (var sku in new[] { "A-1", "A-2", "A-3" })
        {
            using var receipt = await When_goods_are_received.SendAsync(host.Http, When_goods_are_received.Receipt("receipt " + sku, sku, 10), Keys.Admin);
            receipt.EnsureSuccessStatusCode();
        }
        foreach (var _ in Enumerable.Range(0, 3))
            await host.Http.AcceptedAsync(Requests.WithLine("""{"sku":"nothing-of-it","quantity":1,"unitPrice":1}"""));
        await Eventually.EqualAsync(3L, () => host.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE state = 'Rejected'"));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var bulk = await host.Http.AdminAsync(HttpMethod.Post, "/admin/bulk", """{"action":"retry","filter":{},"reason":"x"}""", Keys.Operator);
            Assert.Equal(HttpStatusCode.Created, bulk.StatusCode);
        }
    }

    private static string With(string list, string query) => list + (list.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;

    private static IEnumerable<string> Rows(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText());
}
