using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Workflow.Participants.Payment;

/// <summary>
/// The payment gateway, spoken to with the order id as idempotency key: a charge that is sent again is the same charge.
/// A call never throws for what a gateway may do; it tells what is known afterwards.
/// </summary>
internal sealed class PaymentGateway : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxReference = 64;

    private readonly HttpClient _client;
    private readonly SemaphoreSlim _calls;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;

    public PaymentGateway(IOptions<PaymentOptions> options, TimeProvider time)
        : this(options, time, CreateHandler(options.Value))
    {
    }

    internal PaymentGateway(IOptions<PaymentOptions> options, TimeProvider time, HttpMessageHandler handler)
    {
        _time = time;
        _limit = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
        _calls = new SemaphoreSlim(options.Value.MaxConcurrentCalls);
        _client = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.Value.GatewayUrl.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Takes the amount, once for each order however often it is called.</summary>
    public Task<GatewayAnswer> ChargeAsync(Guid orderId, decimal amount, string currency, CancellationToken cancellationToken) =>
        CallAsync(new Call(Wish.Charge, orderId, amount, currency), cancellationToken);

    /// <summary>Asks what became of the order's charge.</summary>
    public Task<GatewayAnswer> AskAsync(Guid orderId, CancellationToken cancellationToken) =>
        CallAsync(new Call(Wish.Ask, orderId), cancellationToken);

    /// <summary>Gives back what was taken, and sees to it that a charge that arrives later takes nothing.</summary>
    public Task<GatewayAnswer> ReverseAsync(Guid orderId, CancellationToken cancellationToken) =>
        CallAsync(new Call(Wish.Reverse, orderId), cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _calls.Dispose();
    }

    // Made when its turn has come: hundreds of calls may wait, and a request is many objects.
    private static HttpRequestMessage Request(Call call)
    {
        var key = call.OrderId.ToString("D");
        return call.Wish switch
        {
            Wish.Charge => new HttpRequestMessage(HttpMethod.Post, "charges")
            {
                Content = Body(new ChargeBody(call.Amount, call.Currency!)),
                Headers = { { "Idempotency-Key", key } },
            },
            Wish.Ask => new HttpRequestMessage(HttpMethod.Get, $"charges/{key}"),
            _ => new HttpRequestMessage(HttpMethod.Post, $"charges/{key}/reversal"),
        };
    }

    private static ByteArrayContent Body(ChargeBody body) => new(JsonSerializer.SerializeToUtf8Bytes(body, GatewayJson.Default.ChargeBody))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private static SocketsHttpHandler CreateHandler(PaymentOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !new Uri(options.GatewayUrl).IsLoopback,
        MaxConnectionsPerServer = options.MaxConcurrentCalls,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    private async Task<GatewayAnswer> CallAsync(Call call, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken);
        try
        {
            return await SendAsync(call);
        }
        finally
        {
            _calls.Release();
        }
    }

    // Once sent, a call is never broken off for any other reason than time: that would only make its outcome unknown.
    private async Task<GatewayAnswer> SendAsync(Call call)
    {
        using var timeout = new CancellationTokenSource(_limit, _time);
        try
        {
            using var request = Request(call);
            using var response = await _client.SendAsync(request, timeout.Token);
            return await ReadAsync(response, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return GatewayAnswer.Unknown($"the gateway did not answer within {_limit.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException error) when (IsNotSent(error))
        {
            return GatewayAnswer.Failed("the gateway cannot be reached");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return GatewayAnswer.Unknown("the gateway broke the connection off");
        }
        catch (JsonException)
        {
            return GatewayAnswer.Unknown("the gateway's answer cannot be read");
        }
    }

    private static bool IsNotSent(HttpRequestException error) => error.HttpRequestError is
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static async Task<GatewayAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound when response.RequestMessage!.Method == HttpMethod.Get:
                return new GatewayAnswer(GatewayOutcome.NotFound);
            case HttpStatusCode.OK or HttpStatusCode.PaymentRequired or HttpStatusCode.Conflict:
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return Interpret(JsonSerializer.Deserialize(body, GatewayJson.Default.ChargeState));
            default:
                return GatewayAnswer.Failed($"gateway answered {(int)response.StatusCode}");
        }
    }

    private static GatewayAnswer Interpret(ChargeState? state) => state?.Status switch
    {
        "captured" => Of(GatewayOutcome.Captured, state),
        "declined" => Of(GatewayOutcome.Declined, state),
        "reversed" => Of(GatewayOutcome.Reversed, state),
        _ => GatewayAnswer.Unknown("the gateway's answer names no known status"),
    };

    private static GatewayAnswer Of(GatewayOutcome outcome, ChargeState state) => new(
        outcome, state.Captured ?? 0, state.Refunded ?? 0,
        state.Reference is { } reference ? SagaAnswers.Cut(reference, MaxReference) : null,
        state.Reason is { } reason ? SagaAnswers.Cut(reason, SagaAnswers.MaxText) : null);

    private enum Wish
    {
        Charge,
        Ask,
        Reverse,
    }

    private readonly record struct Call(Wish Wish, Guid OrderId, decimal Amount = 0, string? Currency = null);
}
