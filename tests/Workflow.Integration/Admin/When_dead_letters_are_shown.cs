using System.Net;
using System.Text.Json;
using Workflow.Integration.DeadLetters;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Admin;

public sealed class When_dead_letters_are_shown(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Letters = "/admin/dead-letters";

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/groups")]
    [InlineData("GET", "/6b1e0000-0000-7000-8000-000000000000")]
    [InlineData("PUT", "/6b1e0000-0000-7000-8000-000000000000")]
    [InlineData("POST", "/6b1e0000-0000-7000-8000-000000000000/resend")]
    [InlineData("POST", "/6b1e0000-0000-7000-8000-000000000000/drop")]
    [InlineData("POST", "/resend")]
    [InlineData("POST", "/drop")]
    public async Task Should_refuse_without_the_key(string method, string path)
    {
        foreach (var key in new[] { null, "wrong" })
        {
            using var answer = await shared.Http.AdminAsync(new HttpMethod(method), Letters + path, "{}", key);
            await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Fact]
    public async Task Should_show_each_letter_on_one_page_the_last_to_die_first()
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        // Equal times in between: the id decides.
        var messages = Enumerable.Range(0, 23).Select(n => DeadLetterCast.Dead() with { Destination = "queue:paged", LastAt = at.AddSeconds(n / 5) }).ToArray();
        await shared.Host.Database.StoreAsync(messages);

        List<JsonElement> seen = [];
        string? link = $"{Letters}?destination=queue:paged&limit=4";
        var pages = 0;
        for (; link is not null; pages++)
        {
            var page = await shared.Http.AdminJsonAsync(HttpMethod.Get, link);
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            link = page.TryGetProperty("nextLink", out var next) ? next.GetString() : null;
        }

        Assert.Equal(6, pages);
        Assert.Equal(messages.Select(message => message.MessageId).Order(), seen.Select(item => item.GetProperty("messageId").GetGuid()).Order());
        var times = seen.Select(item => item.GetProperty("lastAt").GetDateTimeOffset()).ToList();
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal("open", seen[0].Text("state"));
    }

    [Fact]
    public async Task Should_show_what_the_filter_means()
    {
        var order = Guid.CreateVersion7();
        var at = new DateTimeOffset(2025, 5, 5, 5, 5, 5, TimeSpan.Zero);
        var meant = DeadLetterCast.Dead() with { OrderId = order, Reason = "broker: expired", Destination = "queue:meant", MessageType = "unheard-of.v1", Error = "Meant.", LastAt = at };
        await shared.Host.Database.StoreAsync(meant, DeadLetterCast.Dead());
        var fingerprint = (await ItemsAsync("destination=queue:meant"))[0].Text("fingerprint");

        foreach (var filter in new[]
        {
            "reason=broker:%20expired", "destination=queue:meant", "messageType=unheard-of.v1", $"orderId={order}", $"fingerprint={fingerprint}",
            "from=2025-05-05T05:05:05Z&to=2025-05-05T05:05:06Z", $"reason=broker:%20expired&orderId={order}&state=open",
        })
            Assert.Equal([meant.MessageId], (await ItemsAsync(filter)).Select(item => item.GetProperty("messageId").GetGuid()));
        foreach (var filter in new[] { "state=resent&destination=queue:meant", "to=2025-05-05T05:05:05Z", $"reason=unreadable&orderId={order}" })
            Assert.Empty(await ItemsAsync(filter));
    }

    [Fact]
    public async Task Should_count_letters_of_the_same_error()
    {
        for (var n = 0; n < 5; n++)
            await shared.Host.Database.StoreAsync(DeadLetterCast.Dead() with { Error = $"Error {n} of the first kind.", Destination = "queue:grouped" });
        await shared.Host.Database.StoreAsync(DeadLetterCast.Dead() with { Error = "Another.", Destination = "queue:grouped" });

        var groups = (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"{Letters}/groups?destination=queue:grouped")).GetProperty("items");

        Assert.Equal([5L, 1L], groups.EnumerateArray().Select(group => group.GetProperty("count").GetInt64()));
        Assert.Equal("Error 4 of the first kind.", groups[0].GetProperty("latest").Text("error"));
    }

    [Theory]
    [InlineData("limit=0", "limit invalid_format")]
    [InlineData("limit=501&cursor=x", "cursor invalid_format", "limit invalid_format")]
    [InlineData("state=gone&orderId=7&from=yesterday&to=2026-01-01", "state unknown_value", "orderId invalid_format", "from invalid_format", "to invalid_format")]
    [InlineData("reasn=unreadable", "reasn unknown_field")]
    [InlineData("reason=%00", "reason control_character")]
    public async Task Should_name_every_bad_field_at_once(string query, params string[] expected)
    {
        using var answer = await shared.Http.AdminAsync(HttpMethod.Get, $"{Letters}?{query}");
        Assert.Equal(expected, await answer.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_show_the_body_as_it_is()
    {
        var text = DeadLetterCast.Dead() with { Destination = "queue:text", Body = "{\"ä\":"u8.ToArray(), Headers = """{"tenant":"a"}""" };
        var bytes = DeadLetterCast.Dead() with { Destination = "queue:bytes", Body = [0xFF, 0, 1], Headers = "no JSON" };
        await shared.Host.Database.StoreAsync(text, bytes);

        var (first, second) = (await MessageAsync("queue:text"), await MessageAsync("queue:bytes"));

        Assert.Equal(("{\"ä\":", "utf-8"), (first.Text("body"), first.Text("bodyEncoding")));
        Assert.Equal("a", first.GetProperty("headers").Text("tenant"));
        Assert.Equal(("/wAB", "base64", "no JSON"), (second.Text("body"), second.Text("bodyEncoding"), second.Text("headers")));
    }

    [Fact]
    public async Task Should_say_so_when_there_is_none()
    {
        using var answer = await shared.Http.AdminAsync(HttpMethod.Get, $"{Letters}/{Guid.NewGuid()}");
        await answer.ProblemAsync(HttpStatusCode.NotFound, "dead_letter_not_found");
    }

    private async Task<JsonElement[]> ItemsAsync(string query) =>
        [.. (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"{Letters}?{query}")).GetProperty("items").EnumerateArray()];

    private async Task<JsonElement> MessageAsync(string destination)
    {
        var id = (await ItemsAsync("destination=" + destination)).Single().GetProperty("deadLetterId").GetGuid();
        return (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"{Letters}/{id}")).GetProperty("message");
    }
}
