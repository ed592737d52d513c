using System.Net;
using System.Text;
using Workflow.Contracts;
using Workflow.Integration.Intake;
using Workflow.Messaging;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.TestSupport;

namespace Workflow.Integration.Payments;

public sealed class When_a_callback_comes_over_HTTP(PostgresFixture postgres)
{
    private static readonly string[] GivesUpAtOnce = ["Orders:Payment:Attempts=1"];

    [Fact]
    public async Task Should_make_payment_ask_and_the_order_go_on_once_however_often_it_comes()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, GivesUpAtOnce);
        await shop.MisbehaveAsync(new { unknown = 1 });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Suspended);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answer = await shop.CallBackAsync(PaidShop.Callback(order, PayStatuses.Success));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }));

        await shop.ReachAsync(order, OrderStates.Completed);
        using var late = await shop.CallBackAsync(PaidShop.Callback(order, PayStatuses.Failed));
        await shop.BeQuietAsync();
        Assert.Equal(1, await shop.HappenedAsync(order, OrderEventTypes.PaymentAuthorized));
        Assert.Equal("1,15.3,0", await shop.LedgerAsync(order));
        Assert.Equal("Captured,15.3,0", await shop.PaymentAsync(order));
    }

    [Fact]
    public async Task Should_believe_the_gateway_and_not_the_callback()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, GivesUpAtOnce);
        await shop.MisbehaveAsync(new { outage = true });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Suspended);
        await shop.MisbehaveAsync(new { outage = false, declined = 1 });

        // Once at the callback itself and once at what it leads to: asking the gateway.
        await shop.LookedAtAsync(order, times: 2, () => shop.CallBackAsync(PaidShop.Callback(order, PayStatuses.Success)));
        Assert.Equal(("Pending,0,0", OrderStates.Suspended), (await shop.PaymentAsync(order), await shop.StateAsync(order)));

        using var refused = await shop.Gateway.ChargeAsync(order.ToString("D"), 15.30m, "EUR");
        using var again = await shop.CallBackAsync(PaidShop.Callback(order, PayStatuses.Success));
        await shop.ReachAsync(order, OrderStates.Rejected);
        Assert.Equal("insufficient_funds", await shop.ReasonAsync(order));
    }

    [Fact]
    public async Task Should_do_nothing_for_a_payment_that_is_pending()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, GivesUpAtOnce);
        await shop.MisbehaveAsync(new { unknown = 1 });
        var order = await shop.PlaceAsync();
        await shop.ReachAsync(order, OrderStates.Suspended);

        await shop.LookedAtAsync(order, times: 1, async () =>
        {
            using var answer = await shop.CallBackAsync(PaidShop.Callback(order, PayStatuses.Pending));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        });

        Assert.False(await shop.Host.ReadAsync<bool>("SELECT reconcile_at < now() + interval '1 hour' FROM payments.payment"));
    }

    [Fact]
    public async Task Should_be_refused_unless_its_body_is_signed_with_the_secret()
    {
        await using var shop = await PaidShop.OpenAsync(postgres);
        var body = PaidShop.Callback(Guid.CreateVersion7(), PayStatuses.Success);
        var good = PaidShop.Sign(body);

        foreach (var signature in new[] { "", "sha256=", good[..^1], good + "0", good["sha256=".Length..], "sha512=" + good["sha256=".Length..],
            "sha256=" + new string('g', 64), PaidShop.Sign(body, "another secret, as long"), PaidShop.Sign(body + " ") })
        {
            using var refused = await shop.CallBackAsync(body, signature);
            await refused.ProblemAsync(HttpStatusCode.Unauthorized, "bad_signature");
        }
        using var upper = await shop.CallBackAsync(body, "sha256=" + good["sha256=".Length..].ToUpperInvariant());
        await upper.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
    }

    [Fact]
    public async Task Should_be_refused_from_everybody_when_no_secret_is_configured()
    {
        await using var shop = await PaidShop.OpenAsync(postgres, "Payment:CallbackSecret=");
        var body = PaidShop.Callback(await shop.PlaceAsync(), PayStatuses.Success);

        foreach (var signature in new[] { "", PaidShop.Sign(body), PaidShop.Sign(body, "") })
        {
            using var refused = await shop.CallBackAsync(body, signature);
            await refused.ProblemAsync(HttpStatusCode.Unauthorized, "bad_signature");
        }
    }

    [Fact]
    public async Task Should_be_told_what_is_wrong_with_it()
    {
        await using var shop = await PaidShop.OpenAsync(postgres);

        using var bad = await shop.CallBackAsync("""{"orderId":"7","pay_status":"PAID","reference":7,"amount":"1"}""");
        Assert.Equal(
            ["orderId invalid_format", "pay_status unknown_value", "reference invalid_format", "amount invalid_format"], await bad.BadFieldsAsync());
        using var large = await shop.CallBackAsync(new string(' ', 16 * 1024 + 1));
        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        using var text = new HttpRequestMessage(HttpMethod.Post, "/payments/callbacks") { Content = new StringContent("x", Encoding.UTF8, "text/plain") };
        text.Headers.Add("X-Signature", PaidShop.Sign("x"));
        using var unsupported = await shop.Host.Http.SendAsync(text);
        await unsupported.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Should_become_a_dead_letter_when_it_came_by_queue_with_an_unknown_status()
    {
        await using var shop = await PaidShop.OpenAsync(postgres);
        var order = await shop.PlaceAsync();

        await shop.SayAsync("payment-callbacks", new PaymentCallback
        {
            OrderId = order,
            MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            BusinessType = BusinessTypes.Normal,
            PayStatus = "PAID",
        });

        await shop.BeQuietAsync();
        Assert.Equal("queue:payment-callbacks unreadable 1", await shop.Host.ReadAsync<string>(
            "SELECT concat_ws(' ', destination, reason, attempts) FROM messaging.dead_letter"));
    }
}
