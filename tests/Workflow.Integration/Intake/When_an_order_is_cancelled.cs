using System.Net;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Intake;

public sealed class When_an_order_is_cancelled(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Should_say_yes_as_often_as_it_is_asked_and_end_cancelled()
    {
        Guid orderId;
        await using (await shared.Host.HoldAsync("stock.reservation"))
        {
            orderId = await shared.Http.AcceptedAsync();
            await UntilAsync(orderId, "ReservingStock");
            await CancelledAsync(orderId, """{"reason":"found it cheaper"}""");
            await CancelledAsync(orderId, null);
            await UntilAsync(orderId, "ReleasingStock");
            await CancelledAsync(orderId, "{}");
        }
        await UntilAsync(orderId, "Cancelled");
        await CancelledAsync(orderId, null);
        Assert.Equal("Cancelled", (await When_an_order_is_asked_for.ViewAsync(shared.Http, orderId)).Text("status"));
    }

    [Fact]
    public async Task Should_say_no_when_the_order_has_ended_otherwise()
    {
        var orderId = await shared.Http.AcceptedAsync();
        await UntilAsync(orderId, "Rejected");
        using var answer = await CancelAsync(orderId, null);
        await answer.ProblemAsync(HttpStatusCode.Conflict, "too_late_to_cancel");
    }

    [Fact]
    public async Task Should_say_that_there_is_no_such_order()
    {
        using var answer = await CancelAsync(Guid.NewGuid(), null);
        await answer.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
    }

    [Theory]
    [InlineData("{", "body malformed_json")]
    [InlineData("7", "body malformed_json")]
    [InlineData("""{"reason":7}""", "reason malformed_json")]
    [InlineData("""{"reason":"a\u0000b"}""", "reason control_character")]
    [InlineData("""{"reason":"a\nb"}""", "reason control_character")]
    public async Task Should_refuse_a_body_that_is_wrong(string body, string expected)
    {
        using var answer = await CancelAsync(await shared.Http.AcceptedAsync(), body);
        Assert.Equal([expected], await answer.BadFieldsAsync());
    }

    [Fact]
    public async Task Should_take_a_reason_of_200_characters_and_no_more()
    {
        await using var held = await shared.Host.HoldAsync("stock.reservation");
        var orderId = await shared.Http.AcceptedAsync();
        using var over = await CancelAsync(orderId, $$"""{"reason":"{{new string('r', 201)}}"}""");
        Assert.Equal(["reason too_long"], await over.BadFieldsAsync());
        await CancelledAsync(orderId, $$"""{"reason":"{{new string('r', 200)}}"}""");
    }

    [Fact]
    public async Task Should_refuse_another_media_type()
    {
        using var answer = await shared.Http.PostAsync($"/orders/{await shared.Http.AcceptedAsync()}/cancel", new StringContent("please"));
        await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    private Task UntilAsync(Guid orderId, string status) => Eventually.EqualAsync(
        status, async () => (await When_an_order_is_asked_for.ViewAsync(shared.Http, orderId)).Text("status"), RunningHost.Patience);

    private async Task CancelledAsync(Guid orderId, string? body)
    {
        using var answer = await CancelAsync(orderId, body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/orders/{orderId}", answer.Headers.Location?.OriginalString);
        Assert.Equal(orderId, await answer.OrderIdAsync());
    }

    private Task<HttpResponseMessage> CancelAsync(Guid orderId, string? body) =>
        shared.Http.PostAsync($"/orders/{orderId}/cancel", body is null ? null : Requests.Json(body));
}
