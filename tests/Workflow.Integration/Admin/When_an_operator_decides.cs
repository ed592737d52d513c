using System.Net;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

public sealed class When_an_operator_decides(When_an_operator_decides.Shop shop) : IClassFixture<When_an_operator_decides.Shop>
{
    private const string Because = """{"operator":"olga","reason":"the bank is back"}""";
    private const string Skip = """{"operator":"olga","reason":"paid in cash","reference":"receipt 7"}""";

    [Fact]
    public async Task Should_try_the_failed_step_once_more_when_two_operators_press_at_once()
    {
        var order = await shop.SuspendedAsync();
        // The payment does not end meanwhile, and so cannot suspend the order again.
        await using (await shop.Host.HoldAsync("payments.payment"))
        {
            var answers = await Task.WhenAll(
                shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{order}/retry", Because, idempotencyKey: "one"),
                shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{order}/retry", Because, idempotencyKey: "two"));
            Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
            Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
            await Eventually.EqualAsync(0, () => shop.CountAsync("messaging.outbox WHERE order_id = $1 AND message_type = 'retry-step.v1'", order));
            Assert.Equal(1, await shop.EventsAsync(order, "step-retried"));
            Assert.Equal("AuthorizingPayment", await shop.StateAsync(order));
        }
        await Eventually.EqualAsync("Suspended", () => shop.StateAsync(order));
        Assert.Equal(1, await shop.EventsAsync(order, "step-retried"));
        Assert.Equal(2, await shop.EventsAsync(order, "order-suspended"));
    }

    [Fact]
    public async Task Should_do_nothing_twice_for_the_same_key()
    {
        var order = await shop.SuspendedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DecideAsync(order, "retry", Because, "again")));
        Assert.Equal(1, answers.Count(done => done));
        await Eventually.EqualAsync(2, () => shop.EventsAsync(order, "order-suspended"));

        // The order is suspended again, and the key still means the first time.
        Assert.False(await DecideAsync(order, "retry", Because, "again"));
        Assert.False(await DecideAsync(order, "skip", Skip, "again"));
        await Eventually.EqualAsync(0, () => shop.CountAsync("messaging.outbox WHERE order_id = $1", order));
        Assert.Equal((1, 0), (await shop.EventsAsync(order, "step-retried"), await shop.EventsAsync(order, "step-skipped")));
        Assert.True(await DecideAsync(order, "retry", Because, "another"));
        await Eventually.EqualAsync(3, () => shop.EventsAsync(order, "order-suspended"));
    }

    [Fact]
    public async Task Should_decide_a_suspension_once_without_a_key()
    {
        var order = await shop.SuspendedAsync();
        Task<bool[]> repeats;
        await using (var held = await shop.Host.HoldAsync("orders.saga"))
        {
            Assert.True(await DecideAsync(order, "skip", Skip));
            // They may come while the first one is being obeyed, and wait for what becomes of it.
            repeats = Task.WhenAll(DecideAsync(order, "skip", Skip), DecideAsync(order, "compensate", Because));
            await held.UntilSomebodyWaitsAsync();
        }
        Assert.All(await repeats, done => Assert.False(done));
        await Eventually.EqualAsync("Completed", () => shop.StateAsync(order));
        Assert.Equal((1, 0), (await shop.EventsAsync(order, "step-skipped"), await shop.EventsAsync(order, "compensation-requested")));
        Assert.Equal("receipt 7", await shop.Host.ReadAsync<string>("SELECT payment_reference FROM orders.saga WHERE order_id = $1", order));
    }

    [Fact]
    public async Task Should_undo_the_order()
    {
        var order = await shop.SuspendedAsync();
        Assert.True(await DecideAsync(order, "compensate", Because));
        await Eventually.EqualAsync(1, () => shop.EventsAsync(order, "compensation-requested"));
        Assert.Equal("Rejected", await shop.Host.ReadAsync<string>("SELECT outcome FROM orders.saga WHERE order_id = $1", order));
    }

    [Theory]
    [InlineData("retry", Because)]
    [InlineData("skip", Skip)]
    [InlineData("compensate", Because)]
    public async Task Should_refuse_what_is_not_suspended_or_not_there(string action, string body)
    {
        var ended = await shop.Host.Http.AcceptedAsync(Requests.WithLine("""{"sku":"nothing-of-it","quantity":1,"unitPrice":1}"""));
        await Eventually.EqualAsync("Rejected", () => shop.StateAsync(ended));

        using var conflict = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{ended}/{action}", body);
        await conflict.ProblemAsync(HttpStatusCode.Conflict, "order_not_suspended");
        using var missing = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{Guid.NewGuid()}/{action}", body);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
        using var closed = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{ended}/{action}", body, key: null);
        await closed.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("retry", "{}", "reason missing")]
    [InlineData("skip", Because, "reference missing")]
    [InlineData("compensate", Skip, "reference unknown_field")]
    [InlineData("retry", """{"operator":"a\u0000","reason":""}""", "operator control_character", "reason empty")]
    public async Task Should_name_every_bad_field_at_once(string action, string body, params string[] expected)
    {
        using var answer = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{Guid.NewGuid()}/{action}", body);
        Assert.Equal(expected, await answer.BadFieldsAsync());
    }

    private async Task<bool> DecideAsync(Guid order, string action, string body, string? key = null) =>
        (await shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/orders/{order}/{action}", body, HttpStatusCode.Accepted, key))
        .GetProperty("done").GetBoolean();

    /// <summary>A shop whose bank cannot be reached: each order is suspended at its payment.</summary>
    public sealed class Shop(PostgresFixture postgres) : IAsyncLifetime
    {
        private RunningHost? _host;

        internal RunningHost Host => _host!;

        public async ValueTask InitializeAsync()
        {
            _host = await RunningHost.StartAsync(
                await postgres.CreateMigratedDatabaseAsync(), $"Admin:Key={SharedHost.AdminKey}", "Payment:GatewayUrl=http://127.0.0.1:1",
                "Orders:Payment:Attempts=1", "Orders:Payment:TimeoutSeconds=600");
            using var receipt = await When_goods_are_received.SendAsync(
                _host.Http, When_goods_are_received.Receipt("opening", "85123A", 1_000), SharedHost.AdminKey);
            receipt.EnsureSuccessStatusCode();
        }

        public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

        internal async Task<Guid> SuspendedAsync()
        {
            var order = await Host.Http.AcceptedAsync();
            await Eventually.EqualAsync("Suspended", () => StateAsync(order));
            return order;
        }

        internal Task<string> StateAsync(Guid order) =>
            Host.ReadAsync<string>("SELECT coalesce((SELECT state FROM orders.saga WHERE order_id = $1), 'Submitted')", order);

        internal async Task<int> EventsAsync(Guid order, string type) =>
            (int)await CountAsync($"orders.order_event WHERE order_id = $1 AND type = '{type}'", order);

        internal Task<long> CountAsync(string rows, Guid order) => Host.ReadAsync<long>($"SELECT count(*) FROM {rows}", order);
    }
}
