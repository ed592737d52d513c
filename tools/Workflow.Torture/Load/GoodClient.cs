using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Workflow.Demo.Input;

namespace Workflow.Torture.Load;

/// <summary>
/// Names each order by a key, comes again under the same key when it was refused or got no answer, at another host, and
/// waits when it is asked to. After a while it goes away without knowing what became of its order.
/// </summary>
internal sealed class GoodClient : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly byte[] CancelBody = Encoding.UTF8.GetBytes("""{"reason":"The customer changed their mind."}""");

    private readonly IReadOnlyList<Uri> _hosts;
    private readonly ClientLedger _ledger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
    });

    private int _turn;

    public GoodClient(IReadOnlyList<Uri> hosts, ClientLedger ledger, TimeSpan patience, TimeProvider time) =>
        (_hosts, _ledger, _patience, _time) = (hosts, ledger, patience, time);

    /// <summary>The order id of the 202; null when the client went away without one.</summary>
    /// <exception cref="InvalidOperationException">The order was refused for good, although nothing is wrong with it.</exception>
    public async Task<Guid?> OrderAsync(DemoOrder order, CancellationToken stop)
    {
        _ledger.Send(order.Key);
        var answer = await PersistAsync("/orders", order.Body, order.Key, stop);
        if (answer is not { } final)
            return null;
        if (final.Status is not HttpStatusCode.Accepted || final.OrderId is not { } orderId)
            throw new InvalidOperationException($"The order {order.Key} was answered {(int)final.Status}: {final.Body}");
        _ledger.Acknowledge(order.Key, orderId);
        return orderId;
    }

    /// <summary>Whether it comes in time is the product's decision.</summary>
    public Task CancelAsync(Guid orderId, CancellationToken stop) => PersistAsync($"/orders/{orderId:D}/cancel", CancelBody, key: null, stop);

    public void Dispose() => _http.Dispose();

    /// <summary>The final answer; null when there was none in time.</summary>
    private async Task<Answer?> PersistAsync(string path, byte[] body, string? key, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var answer = await TryAsync(new Uri(NextHost(), path), body, key, stop);
            if (answer.Again is not { } again)
                return answer;
            if (_time.GetElapsedTime(began) > _patience)
                return null;
            _ledger.Wait();
            await Task.Delay(again * (1 + Random.Shared.NextDouble()), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return null;
    }

    private Uri NextHost() => _hosts[(int)((uint)Interlocked.Increment(ref _turn) % (uint)_hosts.Count)];

    private async Task<Answer> TryAsync(Uri address, byte[] body, string? key, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            if (key is not null)
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var response = await _http.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            return new Answer(response.StatusCode, OrderIdIn(response), text, IsPassing(response.StatusCode, key is not null) ? WaitFor(response) : null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Answer(default, null, e.Message, Pause);
        }
    }

    // A conflict means for an order that an earlier request with its key is still running.
    private static bool IsPassing(HttpStatusCode status, bool isOrder) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable || (isOrder && status is HttpStatusCode.Conflict);

    private static TimeSpan WaitFor(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait ? (wait < LongestWait ? wait : LongestWait) : Pause;

    private static Guid? OrderIdIn(HttpResponseMessage response)
    {
        var location = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : "";
        return Guid.TryParse(location.AsSpan(location.LastIndexOf('/') + 1), out var id) ? id : null;
    }

    private readonly record struct Answer(HttpStatusCode Status, Guid? OrderId, string Body, TimeSpan? Again);
}
