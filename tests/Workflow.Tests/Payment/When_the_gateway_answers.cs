using System.Net;
using Microsoft.Extensions.Options;
using Workflow.Participants.Payment;

namespace Workflow.Tests.Payment;

public sealed class When_the_gateway_answers
{
    private static readonly Guid Order = new("0197a000-0000-7000-8000-00000000000A");

    [Theory]
    [InlineData(200, """{"status":"captured","reference":"ch_1","captured":12.5,"refunded":0}""", GatewayOutcome.Captured, null)]
    [InlineData(402, """{"status":"declined","reason":"no"}""", GatewayOutcome.Declined, "no")]
    [InlineData(409, """{"status":"reversed","captured":1,"refunded":1}""", GatewayOutcome.Reversed, null)]
    [InlineData(404, "", GatewayOutcome.Failed, "gateway answered 404")]
    [InlineData(422, "", GatewayOutcome.Failed, "gateway answered 422")]
    [InlineData(503, "", GatewayOutcome.Failed, "gateway answered 503")]
    [InlineData(302, "", GatewayOutcome.Failed, "gateway answered 302")]
    [InlineData(200, "<html>", GatewayOutcome.Unknown, "the gateway's answer cannot be read")]
    [InlineData(200, "", GatewayOutcome.Unknown, "the gateway's answer cannot be read")]
    [InlineData(200, "null", GatewayOutcome.Unknown, "the gateway's answer names no known status")]
    [InlineData(200, """{"status":"new kind"}""", GatewayOutcome.Unknown, "the gateway's answer names no known status")]
    public async Task Should_tell_what_is_known_of_a_charge(int status, string body, object outcome, string? reason)
    {
        using var gateway = Gateway((_, _) => Answer(status, body));

        var answer = await gateway.ChargeAsync(Order, 12.5m, "GBP", default);

        Assert.Equal((outcome, reason), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task Should_tell_that_a_key_is_unknown()
    {
        using var gateway = Gateway((_, _) => Answer(404, ""));

        Assert.Equal(GatewayOutcome.NotFound, (await gateway.AskAsync(Order, default)).Outcome);
    }

    [Fact]
    public async Task Should_use_the_order_id_as_key()
    {
        List<string> calls = [];
        using var gateway = Gateway((request, cancellationToken) =>
        {
            var key = request.Headers.TryGetValues("Idempotency-Key", out var values) ? values.Single() : null;
            calls.Add($"{request.Method} {request.RequestUri} {key}{request.Content?.ReadAsStringAsync(cancellationToken).Result}");
            return Answer(200, "{}");
        });

        await gateway.ChargeAsync(Order, 12.50m, "GBP", default);
        await gateway.AskAsync(Order, default);
        await gateway.ReverseAsync(Order, default);

        Assert.Equal(
            [
                """POST http://gateway/base/charges 0197a000-0000-7000-8000-00000000000a{"amount":12.50,"currency":"GBP"}""",
                "GET http://gateway/base/charges/0197a000-0000-7000-8000-00000000000a ",
                "POST http://gateway/base/charges/0197a000-0000-7000-8000-00000000000a/reversal ",
            ],
            calls);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, GatewayOutcome.Failed, "the gateway cannot be reached")]
    [InlineData(HttpRequestError.NameResolutionError, GatewayOutcome.Failed, "the gateway cannot be reached")]
    [InlineData(HttpRequestError.ResponseEnded, GatewayOutcome.Unknown, "the gateway broke the connection off")]
    [InlineData(HttpRequestError.Unknown, GatewayOutcome.Unknown, "the gateway broke the connection off")]
    public async Task Should_tell_a_call_never_sent_from_one_broken_off(HttpRequestError error, object outcome, string reason)
    {
        using var gateway = Gateway((_, _) => throw new HttpRequestException(error));

        var answer = await gateway.ChargeAsync(Order, 1, "GBP", default);

        Assert.Equal((outcome, reason), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task Should_not_wait_longer_than_the_limit()
    {
        using var gateway = Gateway(Never, new PaymentOptions { TimeoutSeconds = 0.05 });

        var answer = await gateway.ChargeAsync(Order, 1, "GBP", default);

        Assert.Equal((GatewayOutcome.Unknown, "the gateway did not answer within 0.05 s"), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task Should_bound_the_calls_at_once()
    {
        var (atOnce, most, open) = (0, 0, new TaskCompletionSource());
        using var gateway = Gateway(
            async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                await open.Task;
                Interlocked.Decrement(ref atOnce);
                return await Answer(404, "");
            },
            new PaymentOptions { MaxConcurrentCalls = 3 });

        var calls = Enumerable.Range(0, 20).Select(_ => gateway.AskAsync(Order, default)).ToList();
        Assert.Equal(3, Volatile.Read(ref atOnce));
        open.SetResult();
        await Task.WhenAll(calls);

        Assert.InRange(most, 1, 3);
    }

    private static async Task<HttpResponseMessage> Never(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }

    private static Task<HttpResponseMessage> Answer(int status, string body) =>
        Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) });

    private static PaymentGateway Gateway(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, PaymentOptions? options = null)
    {
        options ??= new PaymentOptions();
        options.GatewayUrl = "http://gateway/base";
        return new PaymentGateway(Options.Create(options), TimeProvider.System, new Handler(answer));
    }

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await answer(request, cancellationToken);
            response.RequestMessage = request;
            return response;
        }
    }
}
