using System.Net;
using Npgsql;
using Workflow.Torture.Judge;
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

    public void Dispose() => _http.Dispose();

    private async Task<bool> PressAsync(HostServer host, Guid order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, $"/admin/orders/{order:D}/retry"));
        request.Headers.Add("X-Admin-Key", world.AdminKey);
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The host is away; they press again.
            return false;
        }
    }
}
