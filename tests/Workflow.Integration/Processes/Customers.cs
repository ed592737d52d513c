using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Demo.Input;

namespace Workflow.Integration.Processes;

/// <summary>
/// Good clients: they name each order by a key, wait when they are asked to, and repeat under the same key when they got no
/// answer. Some order twice by mistake, some change their mind. Any answer that a good client cannot use fails the test.
/// </summary>
internal sealed class Customers : IDisposable
{
    private const double CancelledShare = 0.05;
    private const double RepeatedShare = 0.05;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // For those who wait for a number of orders: so that a host that takes no more fails the test instead of holding it up.
    private static readonly TimeSpan ReachLimit = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly Uri[] _doors;
    private readonly int _seed;
    private readonly TaskCompletionSource[] _marks;
    private int _accepted;
    private int _next;

    public Customers(IReadOnlyList<DemoOrder> orders, int seed, params Uri[] doors)
    {
        Orders = orders;
        (_seed, _doors) = (seed, doors);
        _marks = [.. Enumerable.Range(0, orders.Count + 1).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public IReadOnlyList<DemoOrder> Orders { get; }

    /// <summary>The order id of each key, as the first 202 told it.</summary>
    public ConcurrentDictionary<string, Guid> Accepted { get; } = new();

    /// <summary>Ends when so many orders have their 202; a moment that does not depend on the machine's speed.</summary>
    public Task ReachedAsync(int accepted) => _marks[accepted].Task.WaitAsync(ReachLimit);

    /// <summary>Sends every order over so many connections; returns when each has its 202.</summary>
    public async Task OrderAsync(int connections)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(OrderNextAsync)));
        }
        finally
        {
            // After a failure nobody waits for what can no longer come.
            Array.ForEach(_marks, mark => mark.TrySetCanceled());
        }
    }

    /// <summary>Sends every order once more; the same ids must come back.</summary>
    public async Task OrderAgainAsync() => await Parallel.ForEachAsync(
        Enumerable.Range(0, Orders.Count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (index, _) => await SendAsync(index));

    public void Dispose() => _http.Dispose();

    private async Task OrderNextAsync()
    {
        while (Interlocked.Increment(ref _next) - 1 is var index && index < Orders.Count)
        {
            var orderId = await SendAsync(index);
            var moods = new Random(_seed ^ index);
            if (moods.NextDouble() < RepeatedShare)
                await SendAsync(index);
            if (moods.NextDouble() < CancelledShare)
                await CancelAsync(index, orderId);
        }
    }

    private async Task<Guid> SendAsync(int index)
    {
        var order = Orders[index];
        var (_, body) = await PersistAsync(index, "/orders", order, HttpStatusCode.Accepted);
        var orderId = body.GetProperty("orderId").GetGuid();
        if (Accepted.TryAdd(order.Key, orderId))
            _marks[Interlocked.Increment(ref _accepted)].TrySetResult();
        Assert.Equal(Accepted[order.Key], orderId);
        return orderId;
    }

    // By another door than the order came in: where there are two hosts, they must agree.
    private Task CancelAsync(int index, Guid orderId) =>
        PersistAsync(index + 1, $"/orders/{orderId:D}/cancel", null, HttpStatusCode.Accepted, HttpStatusCode.Conflict);

    private async Task<(HttpStatusCode Status, JsonElement Body)> PersistAsync(int door, string path, DemoOrder? order, params HttpStatusCode[] final)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (await TryAsync(new Uri(_doors[door % _doors.Length], path), order) is { } answer)
            {
                if (final.Contains(answer.Status))
                    return answer;
                // A conflict means for an order that an earlier request with its key is still running.
                Assert.True(
                    answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict,
                    $"POST {path} was answered {(int)answer.Status}: {answer.Body}");
            }
            else
            {
                door++;
            }
            await Task.Delay(Pause * (1 + Random.Shared.NextDouble()));
        }
    }

    /// <summary>Null when there was no answer.</summary>
    private async Task<(HttpStatusCode Status, JsonElement Body)?> TryAsync(Uri uri, DemoOrder? order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri);
        if (order is not null)
        {
            request.Content = new ByteArrayContent(order.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            request.Headers.Add("Idempotency-Key", order.Key);
        }
        try
        {
            using var response = await _http.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }
}
