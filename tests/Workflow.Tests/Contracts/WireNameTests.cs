using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts;

/// <summary>Names and shapes that messages of older and newer senders rely on.</summary>
public sealed class WireNameTests
{
    // A name here never changes: it stands in stored messages. An incompatible new form is a new type with a new name.
    private static readonly Dictionary<string, string> Pinned = new()
    {
        ["ArrangeShipment"] = "arrange-shipment.v1",
        ["AuthorizePayment"] = "authorize-payment.v1",
        ["CancelOrder"] = "cancel-order.v1",
        ["CancelShipment"] = "cancel-shipment.v1",
        ["CommitStock"] = "commit-stock.v1",
        ["CompensateOrder"] = "compensate-order.v1",
        ["InventoryLow"] = "inventory-low.v1",
        ["OrderCancelled"] = "order-cancelled.v1",
        ["OrderCompleted"] = "order-completed.v1",
        ["OrderPaid"] = "order-paid.v1",
        ["OrderRejected"] = "order-rejected.v1",
        ["OrderShipped"] = "order-shipped.v1",
        ["OrderStockReserved"] = "order-stock-reserved.v1",
        ["OrderSubmitted"] = "order-submitted.v1",
        ["OrderSuspended"] = "order-suspended.v1",
        ["PaymentAuthorized"] = "payment-authorized.v1",
        ["PaymentCallback"] = "payment-callback.v1",
        ["PaymentDeclined"] = "payment-declined.v1",
        ["PaymentFailed"] = "payment-failed.v1",
        ["PaymentRefunded"] = "payment-refunded.v1",
        ["PaymentSucceeded"] = "payment-succeeded.v1",
        ["ReconcilePayment"] = "reconcile-payment.v1",
        ["RefundPayment"] = "refund-payment.v1",
        ["ReleaseStock"] = "release-stock.v1",
        ["ReserveStock"] = "reserve-stock.v1",
        ["RetryStep"] = "retry-step.v1",
        ["ShipmentArranged"] = "shipment-arranged.v1",
        ["ShipmentCancelled"] = "shipment-cancelled.v1",
        ["ShipmentRejected"] = "shipment-rejected.v1",
        ["SkipStep"] = "skip-step.v1",
        ["StepFailed"] = "step-failed.v1",
        ["StepRetryDue"] = "step-retry-due.v1",
        ["StepTimedOut"] = "step-timed-out.v1",
        ["StockRejected"] = "stock-rejected.v1",
        ["StockReleased"] = "stock-released.v1",
        ["StockReserved"] = "stock-reserved.v1",
        ["SubmitOrder"] = "submit-order.v1",
    };

    // What subscribers outside bind their queues by; as fixed as the wire names.
    private static readonly Dictionary<string, string> PinnedRoutes = new()
    {
        ["inventory-low.v1"] = "inventory.low",
        ["order-cancelled.v1"] = "order.cancelled",
        ["order-completed.v1"] = "order.completed",
        ["order-paid.v1"] = "order.paid",
        ["order-rejected.v1"] = "order.rejected",
        ["order-shipped.v1"] = "order.shipped",
        ["order-stock-reserved.v1"] = "order.stock-reserved",
        ["order-submitted.v1"] = "order.created",
        ["order-suspended.v1"] = "order.suspended",
        ["payment-failed.v1"] = "payment.failed",
        ["payment-succeeded.v1"] = "payment.succeeded",
    };

    public static TheoryData<Type> Contracts => [.. ContractTypes()];

    [Fact]
    public void Should_pin_the_name_of_every_contract()
    {
        var names = ContractTypes().ToDictionary(type => type.Name, type => type.GetCustomAttribute<WireNameAttribute>()?.Name);

        Assert.Equal(Pinned.OrderBy(pair => pair.Key), names.OrderBy(pair => pair.Key)!);
        Assert.Equal(names.Count, names.Values.Distinct().Count());
    }

    [Fact]
    public void Should_know_every_contract_by_name_and_by_type()
    {
        Assert.Equal(Pinned.Values.Order(), ContractCatalog.WireNames.Order());
        foreach (var type in ContractTypes())
        {
            Assert.True(ContractCatalog.TryGetWireName(type, out var name));
            Assert.True(ContractCatalog.TryGetTypeInfo(name, out var typeInfo));
            Assert.Equal(type, typeInfo.Type);
        }

        Assert.False(ContractCatalog.TryGetWireName(typeof(OrderLine), out _));
        Assert.False(ContractCatalog.TryGetTypeInfo("reserve-stock.v0", out _));
    }

    [Fact]
    public void Should_pin_the_routing_key_of_every_event_and_give_none_to_other_messages()
    {
        var routes = ContractCatalog.WireNames
            .Where(name => ContractCatalog.TryGetRoutingKey(name, out _))
            .ToDictionary(name => name, name => ContractCatalog.TryGetRoutingKey(name, out var route) ? route : "");

        Assert.Equal(PinnedRoutes.OrderBy(pair => pair.Key), routes.OrderBy(pair => pair.Key));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_carry_every_property_through_json(Type type)
    {
        var message = SampleMessages.Full(type);

        var json = JsonSerializer.Serialize(message, ContractJson.Default.GetTypeInfo(type)!);

        AssertSame(message, JsonSerializer.Deserialize(json, ContractJson.Default.GetTypeInfo(type)!));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_ignore_a_field_that_a_newer_sender_added(Type type)
    {
        var message = SampleMessages.Full(type);
        var json = JsonSerializer.SerializeToNode(message, ContractJson.Default.GetTypeInfo(type)!)!.AsObject();
        json.Insert(0, "addedLater", new JsonObject { ["deep"] = new JsonArray(1, "two", null) });

        AssertSame(message, json.Deserialize(ContractJson.Default.GetTypeInfo(type)!));
    }

    private static IEnumerable<Type> ContractTypes() =>
        typeof(OrderMessage).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(OrderMessage)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static void AssertSame(object expected, object? actual)
    {
        Assert.IsType(expected.GetType(), actual);
        foreach (var property in SampleMessages.PropertiesOf(expected.GetType()))
            Assert.True(
                Equal(property.GetValue(expected)!, property.GetValue(actual)),
                $"{property.Name}: wrote {property.GetValue(expected)}, read {property.GetValue(actual)}");
    }

    private static bool Equal(object expected, object? actual) => expected is not string && expected is System.Collections.IEnumerable list
        ? actual is System.Collections.IEnumerable other && list.Cast<object>().SequenceEqual(other.Cast<object>())
        : expected.Equals(actual);
}
