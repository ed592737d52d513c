using System.Collections.Concurrent;
using System.Net;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

public sealed class When_the_host_stops(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_answer_every_request_that_is_being_committed()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        await using var host = await RunningHost.StartAsync(database);
        List<Task<Guid?>> requests;
        Task stopping;
        await using (var held = await host.HoldAsync(RunningHost.Orders))
        {
            requests = [.. Enumerable.Range(0, 200).Select(_ => TrySubmitAsync(host.Http))];
            await held.UntilSomebodyWaitsAsync();
            stopping = host.StopAsync();
        }
        var accepted = (await Task.WhenAll(requests)).OfType<Guid>().ToList();
        await stopping.WaitAsync(RunningHost.Patience);

        Assert.NotEmpty(accepted);
        await NothingIsLostAsync(host, accepted);
    }

    [Fact]
    public async Task Should_lose_nothing_when_requests_keep_coming_and_finish_it_after_the_next_start()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        var accepted = new ConcurrentBag<Guid>();
        await using (var host = await RunningHost.StartAsync(database))
        {
            var shops = Enumerable.Range(0, 200).Select(async _ =>
            {
                while (await TrySubmitAsync(host.Http) is { } orderId)
                    accepted.Add(orderId);
            }).ToList();
            await Eventually.HoldsAsync(() => accepted.Count > 400, "orders come in", RunningHost.Patience);
            await host.StopAsync().WaitAsync(RunningHost.Patience);
            await Task.WhenAll(shops).WaitAsync(RunningHost.Patience);
            await NothingIsLostAsync(host, accepted);
        }

        await using var next = await RunningHost.StartAsync(database);
        var orders = await next.CountOrdersAsync();
        await Eventually.EqualAsync(orders, () => next.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE finished_at IS NOT NULL"), RunningHost.Patience);
        Assert.Equal(0, await next.ReadAsync<long>("SELECT count(*) FROM messaging.dead_letter"));
    }

    private static async Task NothingIsLostAsync(RunningHost host, IReadOnlyCollection<Guid> accepted) => Assert.Equal(
        accepted.Count, await host.ReadAsync<long>("""SELECT count(*) FROM orders."order" WHERE order_id = ANY($1)""", accepted.ToArray()));

    /// <summary>The id of the order; null when it was refused because the host stops, or nobody answered.</summary>
    private static async Task<Guid?> TrySubmitAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.SubmitAsync();
            if (answer.StatusCode == HttpStatusCode.Accepted)
                return await answer.OrderIdAsync();
            await answer.PassingProblemAsync(HttpStatusCode.ServiceUnavailable, "stopping");
        }
        catch (HttpRequestException ended)
        {
            Assert.NotEqual(HttpRequestError.Unknown, ended.HttpRequestError);
        }
        return null;
    }
}
