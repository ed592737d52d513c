using System.Text.Json.Serialization;

namespace Workflow.Contracts;

/// <summary>
/// Serialization metadata of every contract, generated at compile time. Camel-case names, nulls left out,
/// unknown fields ignored on reading, so that an old consumer understands a newer sender.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SubmitOrder))]
[JsonSerializable(typeof(CancelOrder))]
[JsonSerializable(typeof(ReserveStock))]
[JsonSerializable(typeof(ReleaseStock))]
[JsonSerializable(typeof(CommitStock))]
[JsonSerializable(typeof(AuthorizePayment))]
[JsonSerializable(typeof(RefundPayment))]
[JsonSerializable(typeof(ArrangeShipment))]
[JsonSerializable(typeof(CancelShipment))]
[JsonSerializable(typeof(RetryStep))]
[JsonSerializable(typeof(SkipStep))]
[JsonSerializable(typeof(CompensateOrder))]
[JsonSerializable(typeof(StockReserved))]
[JsonSerializable(typeof(StockRejected))]
[JsonSerializable(typeof(StockReleased))]
[JsonSerializable(typeof(PaymentAuthorized))]
[JsonSerializable(typeof(PaymentDeclined))]
[JsonSerializable(typeof(PaymentRefunded))]
[JsonSerializable(typeof(ShipmentArranged))]
[JsonSerializable(typeof(ShipmentRejected))]
[JsonSerializable(typeof(ShipmentCancelled))]
[JsonSerializable(typeof(StepFailed))]
[JsonSerializable(typeof(StepTimedOut))]
[JsonSerializable(typeof(StepRetryDue))]
[JsonSerializable(typeof(ReconcilePayment))]
[JsonSerializable(typeof(PaymentCallback))]
[JsonSerializable(typeof(OrderSubmitted))]
[JsonSerializable(typeof(OrderStockReserved))]
[JsonSerializable(typeof(OrderPaid))]
[JsonSerializable(typeof(OrderShipped))]
[JsonSerializable(typeof(OrderCompleted))]
[JsonSerializable(typeof(OrderRejected))]
[JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(OrderSuspended))]
[JsonSerializable(typeof(PaymentSucceeded))]
[JsonSerializable(typeof(PaymentFailed))]
[JsonSerializable(typeof(InventoryLow))]
public sealed partial class ContractJson : JsonSerializerContext;
