using System.Net;
using System.Text.Json;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Admin;

public sealed class When_scheduled_messages_are_managed(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Late = "2999-01-01T00:00:00Z";

    [Fact]
    public async Task Should_be_listed_by_page_with_a_link_to_the_next()
    {
        var orderId = await ScheduleAsync(5);
        List<string> due = [];
        var pages = 0;
        for (var link = $"/admin/scheduled?orderId={orderId}&limit=2"; link is not null; pages++)
        {
            var page = await GetAsync(link);
            due.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("dueAt")!));
            link = page.Text("nextLink");
        }
        Assert.Equal((3, 5), (pages, due.Distinct().Count()));
        Assert.Equal(due.Order(StringComparer.Ordinal), due);
    }

    [Fact]
    public async Task Should_show_what_a_message_is()
    {
        var orderId = await ScheduleAsync(1);
        var item = Assert.Single((await GetAsync($"/admin/scheduled?orderId={orderId}&type=step-retry-due.v1&dueBefore={Late}")).GetProperty("items").EnumerateArray());
        Assert.Equal(("queue:order-saga", "step-retry-due.v1", $"{orderId}"), (item.Text("destination"), item.Text("messageType"), item.Text("orderId")));
    }

    [Fact]
    public async Task Should_run_one_now_and_say_so_when_it_is_gone()
    {
        var orderId = await ScheduleAsync(1);
        var item = (await GetAsync($"/admin/scheduled?orderId={orderId}")).GetProperty("items")[0];
        using var ran = await PostAsync($"/admin/scheduled/{item.Text("messageId")}/run", null);
        Assert.Equal("""{"count":1}""", await ran.Content.ReadAsStringAsync());
        await Messaging.Cast.Eventually.EqualAsync(0, () => CountAsync(orderId));

        using var again = await PostAsync($"/admin/scheduled/{item.Text("messageId")}/run", null);
        await again.ProblemAsync(HttpStatusCode.NotFound, "scheduled_message_not_found");
    }

    [Fact]
    public async Task Should_run_many_now_and_count_them_once()
    {
        var orderId = await ScheduleAsync(7);
        using var ran = await PostAsync("/admin/scheduled/run", $$"""{"orderId":"{{orderId}}"}""");
        Assert.Equal("""{"count":7}""", await ran.Content.ReadAsStringAsync());
        await Messaging.Cast.Eventually.EqualAsync(0, () => CountAsync(orderId));
        using var again = await PostAsync("/admin/scheduled/run", $$"""{"orderId":"{{orderId}}"}""");
        Assert.Equal("""{"count":0}""", await again.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("?orderId=x&type=y&dueBefore=2026-03-01&limit=0&cursor=z", "orderId invalid_format", "type unknown_value", "dueBefore invalid_format", "cursor invalid_format", "limit invalid_format")]
    [InlineData("?order=1", "order unknown_field")]
    public async Task Should_name_every_bad_parameter(string query, params string[] expected)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/admin/scheduled" + query, null, SharedHost.AdminKey);
        Assert.Equal(expected, await answer.BadFieldsAsync());
    }

    [Theory]
    [InlineData("{}", "body empty")]
    [InlineData("null", "body empty")]
    [InlineData("""{"orderId":"x","type":"y","dueBefore":"z"}""", "orderId invalid_format", "type unknown_value", "dueBefore invalid_format")]
    public async Task Should_name_every_bad_field(string body, params string[] expected)
    {
        using var answer = await PostAsync("/admin/scheduled/run", body);
        Assert.Equal(expected, await answer.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_not_run_more_than_was_meant_because_of_a_misspelt_field()
    {
        using var answer = await PostAsync("/admin/scheduled/run", """{"dueBefore":"2999-01-01T00:00:00Z","orderID":"x"}""");
        Assert.EndsWith("malformed_json", Assert.Single(await answer.BadFieldsAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/admin/scheduled")]
    [InlineData("POST", "/admin/scheduled/run")]
    [InlineData("POST", "/admin/scheduled/01a1fcff-c175-73f8-a41c-d5c326439c8f/run")]
    public async Task Should_refuse_without_the_key(string method, string path)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, "{}", "wrong");
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    /// <summary>Retries of an order that nobody knows, so that they wait for nothing but their time.</summary>
    private async Task<Guid> ScheduleAsync(int count)
    {
        var orderId = Guid.CreateVersion7();
        await shared.Host.ReadAsync<long>(
            """
            WITH rows AS (
                INSERT INTO messaging.scheduled_message (message_id, order_id, due_at, destination, message_type, body)
                SELECT gen_random_uuid(), $1, now() + n * interval '1 day', 'queue:order-saga', 'step-retry-due.v1', '{}'
                FROM generate_series(1, $2) AS n RETURNING 1)
            SELECT count(*) FROM rows
            """,
            orderId, count);
        return orderId;
    }

    private Task<long> CountAsync(Guid orderId) =>
        shared.Host.ReadAsync<long>("SELECT count(*) FROM messaging.scheduled_message WHERE order_id = $1", orderId);

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, SharedHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? body) => SendAsync(HttpMethod.Post, path, body, SharedHost.AdminKey);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string key)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Requests.Json(body) };
        request.Headers.Add("X-Admin-Key", key);
        return shared.Http.SendAsync(request);
    }
}
