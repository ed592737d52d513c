using System.Net;
using System.Text;
using System.Text.Json;
using Workflow.Contracts;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Payments;
using Workflow.Messaging;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>Orders that are stuck because something did not come: an outcome, an answer, or a message that can be read.</summary>
public sealed class When_an_answer_does_not_come(PostgresFixture postgres)
{
    private const string Once = "1,15.3,0";

    [Fact]
    public async Task Should_release_an_unknown_payment_by_a_retry_that_charges_nothing_twice()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, [.. StuckOrders.OneAttempt, "Payment:TimeoutSeconds=4"]);
        await shop.MisbehaveAsync(new { late = 1, lateSeconds = 600 });
        var order = await shop.PlaceAsync();
        var shown = await shop.FoundAsync(order, "payment-unknown");
        Assert.Equal(Once, await shop.LedgerAsync(order));
        Assert.Contains("It is not charged a second time.", shown.GetProperty("explanation").Text("next"), StringComparison.Ordinal);

        await shop.MisbehaveAsync(new { late = 0 });
        await shop.ReleaseAsync(order, "retry");

        await shop.ReachAsync(order, "Completed");
        Assert.Equal(Once, await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task Should_release_the_orders_of_a_missing_participant_by_a_retry_once_it_is_back()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, [.. StuckOrders.OneAttempt, "Orders:Shipment:TimeoutSeconds=2"]);
        var order = await shop.PlaceUnansweredAsync(StuckOrders.Shipment);
        var shown = await shop.FoundAsync(order, "no-answer");
        Assert.Contains("queue shipment", shown.GetProperty("explanation").Text("why"), StringComparison.Ordinal);
        Assert.Contains("has paid", shown.GetProperty("explanation").Text("means"), StringComparison.Ordinal);

        await shop.RepairAsync(StuckOrders.Shipment, order);
        await shop.ReleaseAsync(order, "retry");

        await shop.ReachAsync(order, "Completed");
    }

    [Fact]
    public async Task Should_release_an_order_with_a_poison_answer_by_mending_the_answer()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, StuckOrders.OneAttempt);
        var order = await shop.PlaceUnansweredAsync(StuckOrders.Payment);
        await shop.ReachAsync(order, "AuthorizingPayment");
        var answer = new PaymentAuthorized
        {
            OrderId = order,
            MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            BusinessType = BusinessTypes.Normal,
            PaymentReference = "ch_1",
            Amount = 15.3m,
        };
        await SayPoisonAsync(shop, answer);
        // Found while the step still waits for its answer, and also when it waits no more.
        await shop.FoundAsync(order, "poison-message", "held");
        await shop.Host.ReadAsync<Guid>("UPDATE orders.saga SET deadline_at = now() - interval '1 second' WHERE order_id = $1 RETURNING order_id", order);
        var shown = await shop.FoundAsync(order, "poison-message");

        var letter = shown.GetProperty("messages").GetProperty("deadLetters")[0].GetProperty("deadLetterId").GetGuid();
        var mended = Encoding.UTF8.GetString(MessageBodies.Serialize(answer));
        await shop.Host.Http.AdminJsonAsync(HttpMethod.Put, $"/admin/dead-letters/{letter}", $$"""{"operator":"olga","body":{{mended}} }""");
        await shop.Host.Http.AdminJsonAsync(HttpMethod.Post, $"/admin/dead-letters/{letter}/resend", """{"operator":"olga"}""");

        await shop.ReachAsync(order, "Completed");
        Assert.Equal("ch_1", await shop.Host.ReadAsync<string>("SELECT payment_reference FROM orders.saga WHERE order_id = $1", order));
    }

    [Fact]
    public async Task Should_release_an_order_that_could_not_start_by_sending_its_message_again()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Messaging:Relay:MaxAttempts=1");
        await ExecuteAsync(shop,
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the order cannot be stored'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON orders.saga FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        var order = await shop.PlaceAsync();
        var shown = await shop.FoundAsync(order, "poison-message", "held");
        Assert.Equal("Submitted", shown.GetProperty("now").Text("state"));
        Assert.Contains("nothing was paid", shown.GetProperty("explanation").Text("means"), StringComparison.Ordinal);

        await ExecuteAsync(shop, "DROP TRIGGER refuse ON orders.saga");
        await shop.ReleaseAsync(order, "resend");

        await shop.ReachAsync(order, "Completed");
        Assert.Empty(await HeldAsync(shop));
    }

    [Fact]
    public async Task Should_say_of_an_order_that_has_not_started_that_nothing_is_wrong_with_it()
    {
        await using var shop = await PaidShop.OpenAsync(postgres);
        Guid order;
        await using (await shop.Host.HoldAsync("orders.saga"))
        {
            order = await shop.PlaceAsync();
            var explanation = (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}")).GetProperty("explanation");
            Assert.Equal("not-started", explanation.Text("kind"));
            Assert.Empty(await HeldAsync(shop));
        }
        await shop.ReachAsync(order, "Completed");
    }

    private static async Task SayPoisonAsync(PaidShop shop, OrderMessage answer)
    {
        await ExecuteAsync(shop, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $$"""
            INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, attempts, created_at)
            VALUES ('{{answer.MessageId}}', '{{answer.OrderId}}', 'queue:order-saga', 'payment-authorized.v1', '{"amount": "lots"', 0, now())
            """));
    }

    private static async Task<IReadOnlyList<JsonElement>> HeldAsync(PaidShop shop) =>
        [.. (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, "/admin/orders/groups?of=held", expected: HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];

    private static async Task ExecuteAsync(PaidShop shop, string sql)
    {
        await using var command = shop.Host.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
