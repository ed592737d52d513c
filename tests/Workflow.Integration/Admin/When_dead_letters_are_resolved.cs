using System.Net;
using System.Text.Json;
using Workflow.Integration.DeadLetters;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging.DeadLetters;

namespace Workflow.Integration.Admin;

public sealed class When_dead_letters_are_resolved(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Olga = """{"operator":"olga"}""";

    [Theory]
    [InlineData("resend", "resent")]
    [InlineData("drop", "dropped")]
    public async Task Should_tell_the_second_click_that_it_did_nothing(string action, string state)
    {
        var id = await StoreAsync(DeadLetterCast.Dead());

        var first = await shared.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/dead-letters/{id}/{action}", Olga);
        var second = await shared.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/dead-letters/{id}/{action}", Olga);

        Assert.True(first.GetProperty("done").GetBoolean());
        Assert.False(second.GetProperty("done").GetBoolean());
        Assert.Contains(state, second.Text("because"), StringComparison.Ordinal);
        var letter = (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/dead-letters/{id}")).GetProperty("letter");
        Assert.Equal((state, "olga"), (letter.Text("state"), letter.Text("resolvedBy")));
    }

    [Theory]
    [InlineData("resend")]
    [InlineData("drop")]
    public async Task Should_resolve_by_filter_what_it_means_and_count_it(string action)
    {
        await shared.Host.Database.StoreAsync(
            DeadLetterCast.Dead() with { Destination = $"queue:many-{action}" }, DeadLetterCast.Dead() with { Destination = $"queue:many-{action}" });
        var other = await StoreAsync(DeadLetterCast.Dead());
        var body = $$"""{"operator":"olga","destination":"queue:many-{{action}}"}""";

        Assert.Equal(2, (await shared.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/dead-letters/{action}", body)).GetProperty("done").GetInt32());
        Assert.Equal(0, (await shared.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/dead-letters/{action}", body)).GetProperty("done").GetInt32());

        Assert.Equal("open", (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/dead-letters/{other}")).GetProperty("letter").Text("state"));
    }

    [Fact]
    public async Task Should_resolve_all_by_an_explicit_word()
    {
        var id = await StoreAsync(DeadLetterCast.Dead());
        var counts = await shared.Http.AdminJsonAsync(HttpMethod.Post, "/admin/dead-letters/drop", """{"operator":"olga","all":true}""");
        Assert.InRange(counts.GetProperty("done").GetInt32(), 1, 100);
        Assert.False(counts.GetProperty("more").GetBoolean());
        Assert.Equal("dropped", (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/dead-letters/{id}")).GetProperty("letter").Text("state"));
    }

    [Theory]
    [InlineData("""{"operator":"olga"}""", "all missing")]
    [InlineData("""{"operator":"olga","all":false}""", "all missing")]
    [InlineData("""{"operator":"olga","all":true,"reason":"unreadable"}""", "all invalid_format")]
    [InlineData("""{"reason":"unreadable","operator":""}""", "operator empty")]
    [InlineData("""{"operator":"olga","orderId":"7"}""", "orderId invalid_format")]
    [InlineData("""{"operator":"olga","reasn":"unreadable"}""", "reasn malformed_json")]
    [InlineData("null", "all missing")]
    public async Task Should_refuse_a_filter_that_says_nothing_or_too_much(string body, params string[] expected)
    {
        var id = await StoreAsync(DeadLetterCast.Dead());

        using var answer = await shared.Http.AdminAsync(HttpMethod.Post, "/admin/dead-letters/drop", body);

        Assert.Equal(expected, await answer.BadFieldsAsync());
        Assert.Equal("open", (await shared.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/dead-letters/{id}")).GetProperty("letter").Text("state"));
    }

    [Theory]
    [InlineData("resend")]
    [InlineData("drop")]
    public async Task Should_refuse_what_is_not_there_or_not_signed(string action)
    {
        using var missing = await shared.Http.AdminAsync(HttpMethod.Post, $"/admin/dead-letters/{Guid.NewGuid()}/{action}", Olga);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "dead_letter_not_found");
        using var unsigned = await shared.Http.AdminAsync(HttpMethod.Post, $"/admin/dead-letters/{Guid.NewGuid()}/{action}", """{"operator":" "}""");
        Assert.Equal(["operator empty"], await unsigned.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_be_described_for_programs()
    {
        var document = JsonDocument.Parse(await shared.Http.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths");
        foreach (var path in new[]
        {
            "/admin/dead-letters", "/admin/dead-letters/groups", "/admin/dead-letters/{deadLetterId}", "/admin/dead-letters/{deadLetterId}/resend",
            "/admin/dead-letters/{deadLetterId}/drop", "/admin/dead-letters/resend", "/admin/dead-letters/drop",
            "/admin/orders/{orderId}/retry", "/admin/orders/{orderId}/skip", "/admin/orders/{orderId}/compensate",
        })
            Assert.True(document.TryGetProperty(path, out _), path);
        var parameters = document.GetProperty("/admin/dead-letters").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.Text("name")!.ToLowerInvariant());
        Assert.Equal(["cursor", "destination", "fingerprint", "from", "limit", "messagetype", "orderid", "reason", "state", "to"], parameters.Order());
    }

    private async Task<Guid> StoreAsync(DeadMessage dead)
    {
        // Nobody consumes from there, so that nothing else happens to it.
        await shared.Host.Database.StoreAsync(dead with { Destination = "queue:nowhere" });
        return await shared.Host.ReadAsync<Guid>("SELECT dead_letter_id FROM messaging.dead_letter WHERE message_id = $1", dead.MessageId);
    }
}
