using System.Net;
using System.Text.Json;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>A bulk action stops when it is told to, goes on after a restart of its host, and does nothing twice.</summary>
public sealed class When_a_bulk_is_interrupted(PostgresFixture postgres)
{
    private const int Orders = 24;

    // Four orders a second: slow enough to be caught in the middle on any machine.
    private const string Skip = """{"action":"skip","filter":{"step":"payment"},"reason":"paid in cash","reference":"receipt 9","rate":4}""";

    private static readonly string[] Settings =
    [
        $"Admin:Key={SharedHost.AdminKey}", "Payment:GatewayUrl=http://127.0.0.1:1", "Orders:Payment:Attempts=1", "Orders:Payment:TimeoutSeconds=600",
    ];

    [Fact]
    public async Task Should_pause_resume_and_survive_a_restart_with_each_order_done_once()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        Guid bulk;
        await using (var host = await RunningHost.StartAsync(database, Settings))
        {
            await SuspendAsync(host);
            bulk = (await host.Http.AdminJsonAsync(HttpMethod.Post, "/admin/bulk", Skip, HttpStatusCode.Created, "once")).GetProperty("bulkId").GetGuid();
            await MoveAsync(host, bulk, "run");
            await ProgressAsync(host, bulk, settled => settled >= 3);

            Assert.Equal("paused", (await MoveAsync(host, bulk, "pause")).Text("state"));
            var paused = await StandStillAsync(host, bulk);
            Assert.InRange(paused, 3, Orders - 1);
            // The state says so, and a second press changes nothing.
            Assert.Equal("paused", (await MoveAsync(host, bulk, "pause")).Text("state"));

            Assert.Equal("running", (await MoveAsync(host, bulk, "run")).Text("state"));
            await ProgressAsync(host, bulk, settled => settled > paused);
        }

        await using (var host = await RunningHost.StartAsync(database, Settings))
        {
            Assert.True(await SkippedAsync(host) < Orders, "It was done before the host was gone: nothing was interrupted.");
            await Eventually.EqualAsync("finished", async () => (await ViewAsync(host, bulk)).Text("state"));
            Assert.Equal(Orders, (await ViewAsync(host, bulk)).GetProperty("progress").GetProperty("resolved").GetInt32());
            await Eventually.EqualAsync((long)Orders, () => host.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE state = 'Completed'"));
            Assert.Equal((Orders, Orders), (await SkippedAsync(host), await host.ReadAsync<long>("SELECT count(DISTINCT order_id) FROM orders.order_event WHERE type = 'step-skipped'")));

            // What is over stays over.
            using var again = await host.Http.AdminAsync(HttpMethod.Post, $"/admin/bulk/{bulk}/run", "{}");
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        }
    }

    [Fact]
    public async Task Should_end_for_good_when_it_is_cancelled_in_the_middle()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), Settings);
        await SuspendAsync(host);
        var bulk = (await host.Http.AdminJsonAsync(HttpMethod.Post, "/admin/bulk", Skip, HttpStatusCode.Created)).GetProperty("bulkId").GetGuid();
        await MoveAsync(host, bulk, "run");
        await ProgressAsync(host, bulk, settled => settled >= 3);

        await MoveAsync(host, bulk, "cancel");

        await Eventually.HoldsAsync(async () => (await ViewAsync(host, bulk)).TryGetProperty("finishedAt", out _), "what was commanded is settled");
        var progress = (await ViewAsync(host, bulk)).GetProperty("progress");
        Assert.Equal(Orders, progress.GetProperty("resolved").GetInt32() + progress.GetProperty("cancelled").GetInt32());
        Assert.Equal(progress.GetProperty("resolved").GetInt64(), await SkippedAsync(host));
        Assert.True(progress.GetProperty("cancelled").GetInt32() > 0);
        using var again = await host.Http.AdminAsync(HttpMethod.Post, $"/admin/bulk/{bulk}/run", "{}");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    private static async Task SuspendAsync(RunningHost host)
    {
        using var receipt = await When_goods_are_received.SendAsync(host.Http, When_goods_are_received.Receipt("opening", "85123A", 1_000), SharedHost.AdminKey);
        receipt.EnsureSuccessStatusCode();
        await Task.WhenAll(Enumerable.Range(0, Orders).Select(_ => host.Http.AcceptedAsync()));
        await Eventually.EqualAsync((long)Orders, () => host.ReadAsync<long>("SELECT count(*) FROM orders.saga WHERE state = 'Suspended'"));
    }

    private static Task<JsonElement> MoveAsync(RunningHost host, Guid bulk, string move) =>
        host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/bulk/{bulk}/{move}", "{}");

    private static Task<JsonElement> ViewAsync(RunningHost host, Guid bulk) => host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/bulk/{bulk}");

    private static Task ProgressAsync(RunningHost host, Guid bulk, Func<int, bool> isReached) => Eventually.HoldsAsync(
        async () => isReached(Of((await ViewAsync(host, bulk)).GetProperty("progress"), "resolved")), "the bulk makes progress");

    /// <summary>How many orders are settled once a paused bulk has had three more turns: it gives no command in any of them.</summary>
    private static async Task<int> StandStillAsync(RunningHost host, Guid bulk)
    {
        await Eventually.EqualAsync(0, async () => Of((await ViewAsync(host, bulk)).GetProperty("progress"), "sent"));
        var (settled, turn) = (Of((await ViewAsync(host, bulk)).GetProperty("progress"), "resolved"), await TurnAsync(host, bulk));
        for (var turns = 0; turns < 3; turns++)
        {
            await Eventually.HoldsAsync(async () => await TurnAsync(host, bulk) > turn, "the bulk has had a turn");
            turn = await TurnAsync(host, bulk);
        }
        Assert.Equal((settled, settled), (Of((await ViewAsync(host, bulk)).GetProperty("progress"), "resolved"), (int)await SkippedAsync(host)));
        return settled;
    }

    private static Task<DateTime> TurnAsync(RunningHost host, Guid bulk) => host.ReadAsync<DateTime>("SELECT next_at FROM admin.bulk WHERE bulk_id = $1", bulk);

    private static Task<long> SkippedAsync(RunningHost host) => host.ReadAsync<long>("SELECT count(*) FROM orders.order_event WHERE type = 'step-skipped'");

    private static int Of(JsonElement progress, string state) => progress.TryGetProperty(state, out var count) ? count.GetInt32() : 0;
}
