using System.Net;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Admin;

public sealed class When_many_orders_are_released_at_once(When_an_operator_decides.Shop shop) : IClassFixture<When_an_operator_decides.Shop>
{
    [Fact]
    public async Task Should_count_as_resolved_only_what_moved_on()
    {
        var orders = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.SuspendedAsync()));
        var preview = await PreviewAsync("""{"action":"retry","filter":{"step":"payment"},"reason":"the bank is back","rate":2}""", "first");
        var id = preview.GetProperty("bulkId").GetGuid();
        Assert.Equal(("preview", 5), (preview.Text("state"), preview.GetProperty("total").GetInt32()));
        // One moves on by itself between the look and the run.
        await shop.Host.Http.AdminJsonAsync(
            HttpMethod.Post, $"/admin/orders/{orders[0]}/skip", """{"reason":"paid in cash","reference":"receipt"}""", HttpStatusCode.Accepted);
        await Eventually.EqualAsync("Completed", () => shop.StateAsync(orders[0]));
        foreach (var order in orders[1..])
            Assert.Equal(0, await shop.EventsAsync(order, "step-retried"));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/bulk/{id}/run", "{}")));

        // The bank is not back: each was tried again once, and none of them moved.
        await Eventually.EqualAsync("finished", async () => (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/bulk/{id}")).Text("state"));
        var progress = (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/bulk/{id}")).GetProperty("progress");
        Assert.Equal((4, 1), (progress.GetProperty("stuck").GetInt32(), progress.GetProperty("refused").GetInt32()));
        foreach (var order in orders[1..])
            Assert.Equal(1, await shop.EventsAsync(order, "step-retried"));
        Assert.Equal(id, (await PreviewAsync("""{"action":"retry","filter":{"step":"payment"},"reason":"the bank is back","rate":2}""", "first", HttpStatusCode.OK)).GetProperty("bulkId").GetGuid());
    }

    [Fact]
    public async Task Should_resolve_what_is_given_up()
    {
        var order = await shop.SuspendedAsync();
        var bulk = await PreviewAsync("""{"action":"skip","filter":{},"reason":"paid in cash","reference":"receipt 8","rate":100}""", null);
        var id = bulk.GetProperty("bulkId").GetGuid();
        await shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/bulk/{id}/run", """{"operator":"olga"}""");
        await Eventually.EqualAsync("finished", async () => (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/bulk/{id}")).Text("state"));
        var items = (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/bulk/{id}/items")).GetProperty("items").EnumerateArray();
        Assert.Equal("resolved", items.Single(item => item.GetProperty("orderId").GetGuid() == order).Text("state"));
    }

    [Fact]
    public async Task Should_take_a_second_press_at_the_same_moment_for_what_it_is()
    {
        await shop.SuspendedAsync();
        var id = (await PreviewAsync("""{"action":"skip","filter":{},"reason":"paid in cash","reference":"receipt 9","rate":100}""", null)).GetProperty("bulkId").GetGuid();
        Task<System.Text.Json.JsonElement> second;
        await using (var first = await shop.Host.HoldRowsAsync($"UPDATE admin.bulk SET state = 'running', next_at = now() WHERE bulk_id = '{id}'"))
        {
            second = shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/bulk/{id}/run", "{}");
            await first.UntilSomebodyWaitsAsync();
        }
        Assert.Contains((await second).Text("state"), new[] { "running", "finished" });
        await Eventually.EqualAsync("finished", async () => (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/bulk/{id}")).Text("state"));
    }

    private Task<System.Text.Json.JsonElement> PreviewAsync(string body, string? key, HttpStatusCode expected = HttpStatusCode.Created) =>
        shop.Host.Http.AdminJsonAsync(HttpMethod.Post, "/admin/bulk", body, expected, key);
}
