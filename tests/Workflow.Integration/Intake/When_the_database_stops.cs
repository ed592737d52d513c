using System.Net;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.Payments;

namespace Workflow.Integration.Intake;

public sealed class When_the_database_stops
{
    private const int Orders = 400;

    [Fact]
    public async Task Should_lose_no_order_and_double_none_and_go_on_by_itself()
    {
        await using var cluster = await RestartableCluster.StartAsync();
        await using var host = await RunningHost.StartAsync(cluster.ConnectionString, "Intake:DeadlineSeconds=15");
        var first = await host.Http.AcceptedAsync();
        var accepted = new Guid?[Orders];
        var failed = 0;

        var load = Parallel.ForAsync(0, Orders, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            accepted[i] = await TrySubmitAsync(host, i);
            if (accepted[i] is null)
                Interlocked.Increment(ref failed);
        });
        await Eventually.HoldsAsync(() => accepted.Count(id => id is not null) > Orders / 10, "some orders are accepted");
        await cluster.CrashAsync();
        await load.WaitAsync(RunningHost.Patience);
        Assert.NotEqual(0, failed);
        await cluster.StartServerAsync();

        for (var i = 0; i < Orders; i++)
            await RepeatAsync(host, accepted, i);

        Assert.Equal(Orders + 1, await host.CountOrdersAsync());
        for (var i = 0; i < Orders; i++)
            Assert.Equal(accepted[i], await host.ReadAsync<Guid>("""SELECT order_id FROM orders."order" WHERE idempotency_key = $1""", $"key-{i}"));
        Assert.True(await host.HasOrderAsync(first));
        await Eventually.EqualAsync(
            Orders + 1L, () => host.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE finished_at IS NOT NULL"), RunningHost.Patience);
    }

    [Fact]
    public async Task Should_say_so_at_every_door_and_when_to_come_again()
    {
        await using var cluster = await RestartableCluster.StartAsync();
        await using var host = await RunningHost.StartAsync(cluster.ConnectionString, "Intake:DeadlineSeconds=15", "Admin:Key=key", $"Payment:CallbackSecret={PaidShop.Secret}");
        var order = await host.Http.AcceptedAsync();
        await cluster.CrashAsync();

        using var submit = await host.Http.SubmitAsync();
        await submit.PassingProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        using var query = await host.Http.GetAsync($"/orders/{order}");
        await query.PassingProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        using var cancel = await host.Http.PostAsync($"/orders/{order}/cancel", null);
        await cancel.PassingProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        using var receipt = await When_goods_are_received.SendAsync(host.Http, When_goods_are_received.Receipt("r"), "key");
        await receipt.PassingProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        using var callback = await PaidShop.CallBackAsync(host.Http, PaidShop.Callback(order, PayStatuses.Success));
        await callback.PassingProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        var line = Assert.Single(await host.Http.BatchAsync(Requests.Order));
        Assert.Equal(503, line.GetProperty("status").GetInt32());
        using var ready = await host.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var live = await host.Http.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await cluster.StartServerAsync();
        await Eventually.HoldsAsync(async () => (await host.Http.GetAsync("/health/ready")).IsSuccessStatusCode, "it is ready again", RunningHost.Patience);
        await Eventually.HoldsAsync(async () => (await host.Http.SubmitAsync()).IsSuccessStatusCode, "it accepts again", RunningHost.Patience);
        using var seen = await host.Http.GetAsync($"/orders/{order}");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    /// <summary>The id of the order; null after a 503, which is the only other answer allowed.</summary>
    private static async Task<Guid?> TrySubmitAsync(RunningHost host, int number)
    {
        using var answer = await host.Http.SubmitAsync($$"""{"reference":"{{number}}","lines":[{{Requests.Line}}]}""", $"key-{number}");
        if (answer.StatusCode == HttpStatusCode.Accepted)
            return await answer.OrderIdAsync();
        // While the first try of a key hangs in the lane, a repeat may meet it.
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return null;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        return null;
    }

    /// <summary>Repeats with the same key until there is an answer; one that was accepted before has to be the same order.</summary>
    private static Task RepeatAsync(RunningHost host, Guid?[] accepted, int number) => Eventually.HoldsAsync(
        async () =>
        {
            var again = await TrySubmitAsync(host, number);
            Assert.True(accepted[number] is null || again is null || again == accepted[number]);
            accepted[number] ??= again;
            return again is not null;
        },
        $"order {number} is accepted",
        RunningHost.Patience);
}
