using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workflow.Demo.Input;

namespace Workflow.Demo.Replay;

/// <summary>
/// A good client of the product: it names every order by an idempotency key, waits when asked to and repeats under the
/// same key when it got no answer. It uses little of the machine, which it shares with what it measures.
/// </summary>
internal sealed class OrderClient : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultPause = TimeSpan.FromMilliseconds(250);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly byte[] CancelBody = Encoding.UTF8.GetBytes("""{"reason":"The customer changed their mind."}""");

    private readonly HttpMessageInvoker _http;
    private readonly IReadOnlyList<Uri> _hosts;
    private readonly TimeSpan _giveUpAfter;
    private readonly TimeProvider _time;
    private long _waits;
    private int _turn;

    public OrderClient(IReadOnlyList<Uri> hosts, int connections, TimeSpan giveUpAfter, TimeProvider time)
    {
        _hosts = hosts;
        _giveUpAfter = giveUpAfter;
        _time = time;
        // An invoker instead of HttpClient: no copy of each answer, no timer and no default headers for each request.
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>How often the product asked to wait, or did not answer.</summary>
    public long Waits => Interlocked.Read(ref _waits);

    /// <summary>Sends the order until it is accepted or refused.</summary>
    public async Task<OrderOutcome> SubmitAsync(DemoOrder order, CancellationToken stop)
    {
        var startedAt = _time.GetUtcNow().UtcDateTime;
        var clock = _time.GetTimestamp();
        var attempt = await PersistAsync("/orders", order.Body, order.Key, stop);
        var outcome = new OrderOutcome(startedAt, _time.GetElapsedTime(clock).TotalMilliseconds);
        return attempt.Status switch
        {
            HttpStatusCode.Accepted => outcome with { Accepted = true, OrderId = attempt.OrderId, Replayed = attempt.Replayed },
            >= HttpStatusCode.BadRequest when attempt.Pause is null => outcome with { RefusedBy = attempt.Code },
            _ => outcome with { FailedBy = attempt.Code },
        };
    }

    /// <summary>Asks for the cancellation; whether it comes in time is the product's decision and shows in the order's end.</summary>
    public Task CancelAsync(Guid orderId, CancellationToken stop) =>
        PersistAsync($"/orders/{orderId:D}/cancel", CancelBody, key: null, stop);

    public void Dispose() => _http.Dispose();

    private async Task<Attempt> PersistAsync(string path, byte[] body, string? key, CancellationToken stop)
    {
        var clock = _time.GetTimestamp();
        while (true)
        {
            var attempt = await TryAsync(new Uri(NextHost(), path), body, key, stop);
            if (attempt.Pause is not { } pause || _time.GetElapsedTime(clock) > _giveUpAfter)
                return attempt;
            Interlocked.Increment(ref _waits);
            // Spread, so that all who were told the same second do not come back in the same millisecond.
            await Task.Delay(pause * (1 + Random.Shared.NextDouble() / 4), _time, stop);
        }
    }

    // Each in its turn, also for a repetition: behind a load balancer it would be the same.
    private Uri NextHost() => _hosts[(int)((uint)Interlocked.Increment(ref _turn) % (uint)_hosts.Count)];

    private async Task<Attempt> TryAsync(Uri address, byte[] body, string? key, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var request = Request(address, body, key);
            using var response = await _http.SendAsync(request, limit.Token);
            return await ReadAsync(response, isOrder: key is not null, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new Attempt(HttpStatusCode.InternalServerError, Code: "no_answer", Pause: DefaultPause);
        }
    }

    private static HttpRequestMessage Request(Uri address, byte[] body, string? key)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    private static async Task<Attempt> ReadAsync(HttpResponseMessage response, bool isOrder, CancellationToken stop)
    {
        var status = response.StatusCode;
        if (status is HttpStatusCode.Accepted)
        {
            // Read to its end, although the header says all: else the connection cannot be used again.
            await response.Content.CopyToAsync(Stream.Null, stop);
            return new Attempt(status, isOrder ? OrderIdIn(response) : default, response.Headers.NonValidated.Contains("Idempotency-Replayed"));
        }
        var code = CodeIn(await response.Content.ReadAsByteArrayAsync(stop)) ?? string.Create(CultureInfo.InvariantCulture, $"http_{(int)status}");
        return new Attempt(status, Code: code, Pause: IsPassing(status, isOrder) ? RetryAfter(response) : null);
    }

    // A conflict passes for an order: the first request with its key is still running. For a cancellation it is the answer.
    private static bool IsPassing(HttpStatusCode status, bool isOrder) =>
        status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError || (isOrder && status is HttpStatusCode.Conflict);

    private static TimeSpan RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta ?? DefaultPause;

    private static Guid OrderIdIn(HttpResponseMessage response)
    {
        var location = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : "";
        return Guid.TryParse(location.AsSpan(location.LastIndexOf('/') + 1), out var id)
            ? id
            : throw new DemoException($"The product accepted an order with the Location '{location}', which names none.");
    }

    private static string? CodeIn(byte[] problem)
    {
        try
        {
            using var json = JsonDocument.Parse(problem);
            return json.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0
                ? errors[0].GetProperty("code").GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not a problem document: the status stands for it.
            return null;
        }
    }

    private readonly record struct Attempt(HttpStatusCode Status, Guid OrderId = default, bool Replayed = false, string? Code = null, TimeSpan? Pause = null);
}
