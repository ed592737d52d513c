using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Contracts;
using Workflow.Integration.DeadLetters;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging.Outbox;

namespace Workflow.Integration.Admin;

public sealed class When_a_dead_letter_is_edited(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Should_let_the_order_proceed_when_it_is_resent()
    {
        var submit = await AcceptedOrderAsync();
        var broken = Without(submit, "traceId");
        var id = await StoreAsync(submit, broken);

        var edited = await shared.Http.AdminJsonAsync(
            HttpMethod.Put, Path(id), $$"""{"operator":"olga","headers":{"tenant":"a"},"body":{{Json(submit)}} }""");
        Assert.True(edited.GetProperty("done").GetBoolean());
        var shown = await shared.Http.AdminJsonAsync(HttpMethod.Get, Path(id));
        Assert.Equal((Json(submit), broken), (shown.GetProperty("message").Text("body"), shown.GetProperty("original").Text("body")));
        Assert.Equal("olga", shown.GetProperty("letter").Text("editedBy"));

        var resent = await shared.Http.AdminJsonAsync(HttpMethod.Post, Path(id) + "/resend", """{"operator":"olga"}""");
        Assert.True(resent.GetProperty("done").GetBoolean());
        // Nothing is on stock: the order goes its whole way to a refusal.
        await Eventually.HoldsAsync(
            () => shared.Host.ReadAsync<bool>("SELECT EXISTS (SELECT FROM orders.saga WHERE order_id = $1 AND state = 'Rejected')", submit.OrderId),
            "the order ended");
    }

    [Fact]
    public async Task Should_keep_what_came_through_every_edit()
    {
        var submit = await AcceptedOrderAsync();
        var id = await StoreAsync(submit, "{", "");

        foreach (var reference in new[] { "first", "second" })
        {
            var body = JsonSerializer.Serialize(Json(submit with { Reference = reference }));
            await shared.Http.AdminJsonAsync(HttpMethod.Put, Path(id), $$"""{"operator":"{{reference}}","messageType":"submit-order.v1","body":{{body}} }""");
        }

        var shown = await shared.Http.AdminJsonAsync(HttpMethod.Get, Path(id));
        Assert.Equal(("", "{"), (shown.GetProperty("original").Text("messageType"), shown.GetProperty("original").Text("body")));
        Assert.Equal("submit-order.v1", shown.GetProperty("message").Text("messageType"));
        Assert.Contains("\"reference\":\"second\"", shown.GetProperty("message").Text("body"), StringComparison.Ordinal);
        Assert.Equal("second", shown.GetProperty("letter").Text("editedBy"));
    }

    [Theory]
    [InlineData("""{"operator":"","body":{}}""", "operator empty")]
    [InlineData("""{"operator":"olga","body":7,"headers":{"a":"\u0000"}}""", "body wrong_type", "headers.a invalid_format")]
    [InlineData("""{"operator":"olga","body":"\ud800"}""", "body wrong_type")]
    [InlineData("""{"operator":"olga","body":{},"messageType":"unheard-of.v1"}""", "messageType invalid_format")]
    [InlineData("""{"operator":"olga","body":"{"}""", "body invalid_format")]
    [InlineData("""{"operator":"olga","body":{}}""", "body invalid_format")]
    [InlineData("""{"operator":"olga","body":{},"boddy":{}}""", "boddy malformed_json")]
    [InlineData("null", "body wrong_type")]
    public async Task Should_name_every_bad_field_and_change_nothing(string body, params string[] expected)
    {
        var submit = await AcceptedOrderAsync();
        var id = await StoreAsync(submit, "{");

        using var answer = await shared.Http.AdminAsync(HttpMethod.Put, Path(id), body);

        Assert.Equal(expected, await answer.BadFieldsAsync());
        Assert.Equal("{", (await shared.Http.AdminJsonAsync(HttpMethod.Get, Path(id))).GetProperty("message").Text("body"));
    }

    [Fact]
    public async Task Should_stay_the_message_that_it_is()
    {
        var submit = await AcceptedOrderAsync();
        var id = await StoreAsync(submit, "{");
        var other = submit with { MessageId = Guid.CreateVersion7(), OrderId = Guid.CreateVersion7(), TraceId = "", BusinessType = "" };

        using var answer = await shared.Http.AdminAsync(HttpMethod.Put, Path(id), $$"""{"operator":"olga","body":{{Json(other)}} }""");

        Assert.Equal(
            ["body.messageId invalid_format", "body.orderId invalid_format", "body.traceId invalid_format", "body.businessType invalid_format"],
            await answer.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_not_change_once_it_is_resolved()
    {
        var submit = await AcceptedOrderAsync();
        var id = await StoreAsync(submit, "{");
        await shared.Http.AdminJsonAsync(HttpMethod.Post, Path(id) + "/drop", """{"operator":"olga"}""");

        var edited = await shared.Http.AdminJsonAsync(HttpMethod.Put, Path(id), $$"""{"operator":"olga","body":{{Json(submit)}} }""");

        Assert.False(edited.GetProperty("done").GetBoolean());
        Assert.Equal("{", (await shared.Http.AdminJsonAsync(HttpMethod.Get, Path(id))).GetProperty("message").Text("body"));
    }

    /// <summary>An order that was accepted and whose first message died.</summary>
    private async Task<SubmitOrder> AcceptedOrderAsync()
    {
        var submit = new SubmitOrder
        {
            OrderId = Guid.CreateVersion7(),
            MessageId = Guid.CreateVersion7(),
            TraceId = Guid.NewGuid().ToString("N"),
            BusinessType = BusinessTypes.Normal,
            Currency = "EUR",
            Total = 2.5m,
            AcceptedAt = DateTimeOffset.UtcNow,
            Lines = [new OrderLine("85123A", 1, 2.5m)],
        };
        await shared.Host.ReadAsync<int>(
            """
            INSERT INTO orders."order" (order_id, currency, business_type, trace_id, total, accepted_at, lines)
            VALUES ($1, 'EUR', 'NORMAL', $2, 2.5, now(), '[["85123A",1,2.5]]') RETURNING 1
            """,
            submit.OrderId, submit.TraceId);
        return submit;
    }

    private async Task<Guid> StoreAsync(SubmitOrder submit, string body, string type = "submit-order.v1")
    {
        await shared.Host.Database.StoreAsync(
            DeadLetterCast.Dead(submit, "queue:order-saga") with { Body = Encoding.UTF8.GetBytes(body), MessageType = type, Reason = "unreadable" });
        return await shared.Host.ReadAsync<Guid>("SELECT dead_letter_id FROM messaging.dead_letter WHERE message_id = $1", submit.MessageId);
    }

    private static string Json(SubmitOrder submit) => Encoding.UTF8.GetString(MessageBodies.Serialize(submit));

    private static string Without(SubmitOrder submit, string field)
    {
        var json = JsonNode.Parse(Json(submit))!.AsObject();
        json.Remove(field);
        return json.ToJsonString();
    }

    private static string Path(Guid deadLetterId) => $"/admin/dead-letters/{deadLetterId}";
}
