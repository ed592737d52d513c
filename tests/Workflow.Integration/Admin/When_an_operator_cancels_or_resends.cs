using System.Net;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Payments;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

public sealed class When_an_operator_cancels_or_resends(PostgresFixture postgres)
{
    private const string Because = """{"operator":"olga","reason":"the customer called"}""";

    [Fact]
    public async Task Should_cancel_an_order_that_runs_once_however_often_it_is_pressed()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, StuckOrders.OneAttempt);
        Guid order;
        await using (var held = await shop.Host.HoldAsync(StuckOrders.Shipment.Table))
        {
            order = await shop.PlaceAsync();
            await held.UntilSomebodyWaitsAsync();
            var pressed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DoneAsync(shop, order, "cancel", "once")));
            Assert.Equal(1, pressed.Count(done => done));
            // The carrier's answer must not be quicker than the wish, or the order is complete.
            await shop.ReachAsync(order, "CancellingShipment");
        }
        await shop.ReachAsync(order, "Cancelled");
        Assert.Equal("1,15.3,15.3", await shop.LedgerAsync(order));
        Assert.Equal(0, await shop.ReservedAsync());
        Assert.Equal(1, await shop.HappenedAsync(order, "cancellation-requested"));

        Assert.False(await DoneAsync(shop, order, "cancel", "once"));
        using var late = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{order}/cancel", Because);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        using var missing = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{Guid.NewGuid()}/cancel", Because);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
        Assert.Equal("the customer called", await shop.ReasonAsync(order));
    }

    [Fact]
    public async Task Should_cancel_a_suspended_order_and_leave_its_undoing_alone_afterwards()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, StuckOrders.OneAttempt);
        await shop.MisbehaveAsync(new { outage = true });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, "Suspended");

        Assert.True(await DoneAsync(shop, order, "cancel"));

        // The undoing fails, too: now it is ending, which nobody can cancel any more.
        await Eventually.EqualAsync(2, () => shop.HappenedAsync(order, "order-suspended"));
        Assert.Equal("refund", await shop.StepAsync(order));
        using var again = await shop.Host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{order}/cancel", Because);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        await shop.MisbehaveAsync(new { outage = false });
        await shop.ReleaseAsync(order, "retry");
        await shop.ReachAsync(order, "Cancelled");
        Assert.Equal(0, await shop.ReservedAsync());
    }

    [Fact]
    public async Task Should_send_what_waits_for_another_try_at_once_and_nothing_twice()
    {
        // An hour until the second try, unless an operator is quicker.
        await using var shop = await PaidShop.OpenAsync(postgres, "Messaging:Relay:BackoffBaseSeconds=60", "Messaging:Relay:BackoffCapSeconds=3600");
        await ExecuteAsync(shop,
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the order cannot be stored'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON orders.saga FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        var order = await shop.PlaceAsync();
        await Eventually.EqualAsync(1L, () => shop.Host.ReadAsync<long>(
            "SELECT count(*) FROM messaging.outbox WHERE order_id = $1 AND owner IS NULL AND next_at > now() + interval '20 seconds'", order));
        var waiting = (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}")).GetProperty("messages").GetProperty("outbox")[0];
        Assert.Equal(1, waiting.GetProperty("attempts").GetInt32());

        await ExecuteAsync(shop, "DROP TRIGGER refuse ON orders.saga");
        await shop.ReleaseAsync(order, "resend");

        await shop.ReachAsync(order, "Completed");
        Assert.Equal(0, await ResentAsync(shop, order));
        Assert.Equal(0, await ResentAsync(shop, Guid.NewGuid()));
        Assert.Equal("1,15.3,0", await shop.LedgerAsync(order));
        Assert.Equal(["repeated", "repeated", "done"], await ResultsAsync(shop, "order-resend"));
    }

    private static async Task<bool> DoneAsync(PaidShop shop, Guid order, string action, string? key = null) =>
        (await shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/orders/{order}/{action}", Because, HttpStatusCode.Accepted, key)).GetProperty("done").GetBoolean();

    private static async Task<int> ResentAsync(PaidShop shop, Guid order) =>
        (await shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/orders/{order}/resend", Because)).GetProperty("count").GetInt32();

    private static async Task<IEnumerable<string?>> ResultsAsync(PaidShop shop, string action) =>
        (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/audit?action={action}")).GetProperty("items").EnumerateArray().Select(line => line.Text("result"));

    private static async Task ExecuteAsync(PaidShop shop, string sql)
    {
        await using var command = shop.Host.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
