using System.Net;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

public sealed class When_the_intake_is_full(PostgresFixture postgres)
{
    private const int Ring = 64;

    [Fact]
    public async Task Should_refuse_at_once_what_the_ring_cannot_hold_and_keep_the_rest()
    {
        await using var host = await StartAsync($"Intake:RingCapacity={Ring}", "Intake:ClientShare=1");
        List<Task<HttpResponseMessage>> requests;
        await using (var held = await host.HoldAsync(RunningHost.Orders))
        {
            requests = [Submit(host, 0)];
            await held.UntilSomebodyWaitsAsync();
            // One is in the lane's hands and waits for the table; the ring takes 64 more.
            requests.AddRange(Enumerable.Range(1, 250).Select(i => Submit(host, i)));
            await Eventually.EqualAsync(250 - Ring, () => Task.FromResult(requests.Count(request => request.IsCompleted)));
        }
        var answers = await Task.WhenAll(requests);

        var accepted = Numbered(answers).Where(answer => answer.Response.StatusCode == HttpStatusCode.Accepted).ToList();
        Assert.Equal(1 + Ring, accepted.Count);
        foreach (var (_, refused) in Numbered(answers).Except(accepted))
            await refused.PassingProblemAsync(HttpStatusCode.TooManyRequests, "queue_full");
        Assert.Equal(accepted.Select(answer => $"{answer.Number}").Order(), await StoredAsync(host));
        await host.Http.AcceptedAsync();
    }

    [Fact]
    public async Task Should_refuse_only_the_client_that_has_its_share()
    {
        const int Share = 8;
        await using var host = await StartAsync($"Intake:RingCapacity={Ring}", "Intake:ClientShare=0.125");
        List<Task<HttpResponseMessage>> greedy;
        Task<HttpResponseMessage> modest;
        await using (var held = await host.HoldAsync(RunningHost.Orders))
        {
            greedy = [.. Enumerable.Range(0, 30).Select(i => Submit(host, i, "greedy"))];
            await Eventually.EqualAsync(30 - Share, () => Task.FromResult(greedy.Count(request => request.IsCompleted)));
            modest = Submit(host, 100, "modest");
            using var oneMore = await Submit(host, 101, "greedy");
            await oneMore.PassingProblemAsync(HttpStatusCode.TooManyRequests, "client_over_share");
        }
        Assert.Equal(HttpStatusCode.Accepted, (await modest).StatusCode);
        var answers = await Task.WhenAll(greedy);
        var accepted = Numbered(answers).Where(answer => answer.Response.StatusCode == HttpStatusCode.Accepted).ToList();
        Assert.Equal(Share, accepted.Count);
        foreach (var (_, refused) in Numbered(answers).Except(accepted))
            await refused.PassingProblemAsync(HttpStatusCode.TooManyRequests, "client_over_share");
        Assert.Equal(accepted.Select(answer => $"{answer.Number}").Append("100").Order(), await StoredAsync(host));

        using var again = await Submit(host, 102, "greedy");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
    }

    [Fact]
    public async Task Should_refuse_when_too_many_accepted_orders_wait_for_their_start_and_go_on_when_they_have_started()
    {
        await using var host = await StartAsync(
            $"Intake:RingCapacity={Ring}", $"Intake:MaxBacklog={Ring}", "Messaging:Relay:Window=1", "Messaging:Relay:SweepMilliseconds=10");
        var accepted = 0;
        await using (await host.HoldAsync("orders.saga"))
        {
            HttpResponseMessage answer;
            while ((answer = await Submit(host, accepted)).StatusCode == HttpStatusCode.Accepted)
                Assert.True(++accepted <= 2 * Ring);
            await answer.PassingProblemAsync(HttpStatusCode.TooManyRequests, "backlog_full");
            Assert.InRange(accepted, Ring, Ring + 2);
        }
        await Eventually.HoldsAsync(
            async () => (await Submit(host, accepted)).StatusCode == HttpStatusCode.Accepted, "orders are taken again", RunningHost.Patience);
        await Eventually.EqualAsync(accepted + 1L, () => host.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE finished_at IS NOT NULL"), RunningHost.Patience);
        Assert.Equal(accepted + 1L, await host.CountOrdersAsync());
    }

    private async Task<RunningHost> StartAsync(params string[] settings) =>
        await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), settings);

    private static Task<HttpResponseMessage> Submit(RunningHost host, int number, string? client = null) =>
        host.Http.SubmitAsync($$"""{"reference":"{{number}}","lines":[{{Requests.Line}}]}""", client: client ?? $"client-{number}");

    private static IEnumerable<(int Number, HttpResponseMessage Response)> Numbered(IEnumerable<HttpResponseMessage> answers) =>
        answers.Select((answer, number) => (number, answer));

    private static async Task<IEnumerable<string>> StoredAsync(RunningHost host) =>
        (await host.ReadAsync<string[]>("""SELECT array_agg(reference) FROM orders."order" """)).Order();
}
