using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Workflow.Torture.Judge;
using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

/// <summary>Two people who see the same suspended order and press the same button at the same time, at two hosts.</summary>
internal sealed class Operators(TortureWorld world, Books books) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private int _pressed;

    /// <summary>How many orders they pressed retry for.</summary>
    public int Pressed => Volatile.Read(ref _pressed);

    /// <summary>Both retry every order that waits for them; how many were taken up again.</summary>
    public async Task<int> RetryAllAsync()
    {
        List<Guid> suspended;
        try
        {
            suspended = await books.SuspendedAsync();
        }
        catch (NpgsqlException)
        {
            // Nothing to be seen while the database is away.
            return 0;
        }
        var before = Pressed;
        await Parallel.ForEachAsync(suspended, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (order, _) =>
        {
            var first = world.Hosts[0];
            var second = world.Hosts[^1];
            if ((await Task.WhenAll(PressAsync(first, order), PressAsync(second, order))).Any(done => done))
                Interlocked.Increment(ref _pressed);
        });
        return Pressed - before;
    }

    /// <summary>Lets payments fail until an order waits for them. False when none did in that time.</summary>
    public async Task<bool> ActAsync(PlannedFault fault, CancellationToken end)
    {
        await world.Gateway.SetAsync(new { broken = true });
        for (var second = 0; second < fault.Seconds && !end.IsCancellationRequested && await CountSuspendedAsync() == 0; second++)
            await Waiting.ForAsync(1, end);
        await world.Gateway.HealAsync();
        return await RetryAllAsync() > 0;
    }

    public void Dispose() => _http.Dispose();

    private async Task<int> CountSuspendedAsync()
    {
        try
        {
            return (await books.SuspendedAsync()).Count;
        }
        catch (NpgsqlException)
        {
            // The database is away as well.
            return 0;
        }
    }

    private async Task<bool> PressAsync(HostServer host, Guid order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, $"/admin/orders/{order:D}/retry"))
        {
            Content = JsonContent.Create(new { @operator = $"operator {host.Number}", reason = "The gateway is back." }),
        };
        request.Headers.Add("X-Admin-Key", world.AdminKey);
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("done").GetBoolean();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // The host is away; they press again.
            return false;
        }
    }
}
