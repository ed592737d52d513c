using System.Net;
using System.Text.Json;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Payments;
using Workflow.Messaging;

namespace Workflow.Integration.Admin;

/// <summary>How orders get stuck, how an operator finds and reads them, and how they are released.</summary>
internal static class StuckOrders
{
    /// <summary>Steps have one attempt, and none ends by its deadline.</summary>
    public static readonly string[] OneAttempt =
    [
        .. new[] { "Stock", "Payment", "Shipment", "ShipmentCancellation", "Refund", "StockRelease" }
            .SelectMany(step => new[] { $"Orders:{step}:Attempts=1", $"Orders:{step}:TimeoutSeconds=600" }),
        "Shipment:UnservedCountries:0=Atlantis",
    ];

    /// <summary>A participant that takes the command of a new order and never answers: it believes that this was undone before.</summary>
    public static async Task<Guid> PlaceUnansweredAsync(this PaidShop shop, (string Table, string Barrier) participant)
    {
        await using var held = await shop.Host.HoldAsync(participant.Table);
        var order = await shop.PlaceAsync();
        await held.UntilSomebodyWaitsAsync();
        await held.ExecuteAsync(participant.Barrier, order);
        return order;
    }

    public static readonly (string Table, string Barrier) Stock =
        ("stock.reservation", "INSERT INTO stock.reservation (order_id, status, decided_at) VALUES ($1, 'Released', now())");

    public static readonly (string Table, string Barrier) Payment = ("payments.payment",
        """
        INSERT INTO payments.payment (order_id, status, amount, currency, captured, refunded, created_at, updated_at, reconcile_at, trace_id, business_type)
        VALUES ($1, 'Reversed', 0, 'EUR', 0, 0, now(), now(), now(), repeat('a', 32), 'NORMAL')
        """);

    public static readonly (string Table, string Barrier) Shipment =
        ("shipments.shipment", "INSERT INTO shipments.shipment (order_id, status, decided_at) VALUES ($1, 'Cancelled', now())");

    /// <summary>The participant works again.</summary>
    public static Task RepairAsync(this PaidShop shop, (string Table, string Barrier) participant, Guid order) =>
        shop.Host.ReadAsync<Guid>($"DELETE FROM {participant.Table} WHERE order_id = $1 RETURNING order_id", order);

    /// <summary>The participant says that it cannot.</summary>
    public static Task FailAsync(this PaidShop shop, Guid order, string step, string error) => shop.SayAsync("order-saga", new StepFailed
    {
        OrderId = order,
        MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        BusinessType = BusinessTypes.Normal,
        Step = step,
        Attempt = 1,
        Error = error,
    });

    /// <summary>An operator finds the order under its reason, follows the group to the order, and reads there why and what to do.</summary>
    public static async Task<JsonElement> FoundAsync(this PaidShop shop, Guid order, string reason, string of = "suspended")
    {
        JsonElement group = default;
        await Eventually.HoldsAsync(async () => (group = await GroupOfAsync(shop, order, of)).ValueKind != JsonValueKind.Undefined, $"{order} is in the list of {of} orders");
        Assert.Equal(reason, group.Text("reason"));
        if (of == "suspended")
        {
            var list = await shop.Host.Http.AdminJsonAsync(
                HttpMethod.Get, $"/admin/orders?state=Suspended&sort=stuck&step={group.Text("step")}&fingerprint={group.Text("fingerprint")}");
            Assert.Contains(order, list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("orderId").GetGuid()));
        }
        var shown = await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}");
        var explanation = shown.GetProperty("explanation");
        Assert.Equal((reason, group.Text("headline")), (explanation.Text("kind"), explanation.Text("headline")));
        Assert.All(["why", "means", "next"], part => Assert.True(explanation.Text(part)!.Length > 20, part));
        Assert.True(explanation.GetProperty("advice").GetArrayLength() >= 2);
        return shown;
    }

    /// <summary>An operator does what the explanation says; the order says itself that it may be done.</summary>
    public static async Task ReleaseAsync(this PaidShop shop, Guid order, string action, string? reference = null)
    {
        var shown = await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/{order}");
        var choice = shown.GetProperty("actions").EnumerateArray().Single(choice => choice.Text("action") == action);
        Assert.True(choice.GetProperty("allowed").GetBoolean(), choice.Text("effect"));
        var body = reference is null ? """{"reason":"the cause is gone"}""" : $$"""{"reason":"done by hand","reference":"{{reference}}"}""";
        var answer = await shop.Host.Http.AdminJsonAsync(
            HttpMethod.Post, $"/admin/orders/{order}/{action}", body, action == "resend" ? HttpStatusCode.OK : HttpStatusCode.Accepted);
        Assert.True(action == "resend" ? answer.GetProperty("count").GetInt32() == 1 : answer.GetProperty("done").GetBoolean());
    }

    private static async Task<JsonElement> GroupOfAsync(PaidShop shop, Guid order, string of) =>
        (await shop.Host.Http.AdminJsonAsync(HttpMethod.Get, $"/admin/orders/groups?of={of}")).GetProperty("items").EnumerateArray()
        .FirstOrDefault(group => group.GetProperty("latestOrderId").GetGuid() == order);
}
