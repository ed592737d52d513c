using Workflow.Contracts;

namespace Workflow.Scenarios.Orders;

/// <summary>What participants, customers, timers and operators say of one order.</summary>
public sealed class OrderMessageCast(Guid orderId, Func<DateTimeOffset> now)
{
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public SubmitOrder Submit() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Reference = "536365",
        CustomerId = "17850",
        Country = "United Kingdom",
        Currency = "GBP",
        Total = 35.64m,
        AcceptedAt = now(),
        Lines = [new("85123A", 6, 2.55m), new("71053", 6, 3.39m)]
    };

    public CancelOrder Cancel(string? reason = "changed my mind") => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Reason = reason
    };

    public StockReserved StockReserved() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale
    };

    public StockRejected StockRejected() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Reason = "sold out",
        Shortages = ["85123A"]
    };

    public StockReleased StockReleased() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale
    };

    public PaymentAuthorized PaymentAuthorized() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        PaymentReference = "ch_1",
        Amount = 35.64m
    };

    public PaymentDeclined PaymentDeclined() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Reason = "card declined"
    };

    public PaymentRefunded PaymentRefunded() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Amount = 35.64m
    };

    public ShipmentArranged ShipmentArranged() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        TrackingNumber = "TN1"
    };

    public ShipmentRejected ShipmentRejected() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Reason = "no carrier goes there"
    };

    public ShipmentCancelled ShipmentCancelled() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale
    };

    public StepFailed Failed(string step, int attempt, string error = "connection reset") => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Step = step,
        Attempt = attempt,
        Error = error
    };

    public StepTimedOut TimedOut(string step, int attempt) => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Step = step,
        Attempt = attempt
    };

    public StepRetryDue RetryDue(string step, int attempt) => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Step = step,
        Attempt = attempt
    };

    public RetryStep Retry() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Operator = "olga",
        Reason = "the carrier is back"
    };

    public SkipStep Skip(string reference = "by hand 7") => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Operator = "olga",
        Reason = "done by phone",
        Reference = reference
    };

    public CompensateOrder Compensate() => new()
    {
        OrderId = orderId,
        MessageId = NewId(),
        TraceId = TraceId,
        BusinessType = BusinessTypes.Wholesale,
        Operator = "olga",
        Reason = "given up"
    };

    /// <summary>The answer by which <paramref name="step"/> succeeds.</summary>
    public OrderMessage Success(string step) => step switch
    {
        OrderSteps.Stock => StockReserved(),
        OrderSteps.Payment => PaymentAuthorized(),
        OrderSteps.Shipment => ShipmentArranged(),
        OrderSteps.ShipmentCancellation => ShipmentCancelled(),
        OrderSteps.Refund => PaymentRefunded(),
        _ => StockReleased()
    };

    /// <summary>Every message the saga consumes; timers and failures name <paramref name="step"/> and <paramref name="attempt"/>.</summary>
    public OrderMessage Of(string type, string step, int attempt) => type switch
    {
        nameof(SubmitOrder) => Submit(),
        nameof(CancelOrder) => Cancel(),
        nameof(Contracts.StockReserved) => StockReserved(),
        nameof(Contracts.StockRejected) => StockRejected(),
        nameof(Contracts.StockReleased) => StockReleased(),
        nameof(Contracts.PaymentAuthorized) => PaymentAuthorized(),
        nameof(Contracts.PaymentDeclined) => PaymentDeclined(),
        nameof(Contracts.PaymentRefunded) => PaymentRefunded(),
        nameof(Contracts.ShipmentArranged) => ShipmentArranged(),
        nameof(Contracts.ShipmentRejected) => ShipmentRejected(),
        nameof(Contracts.ShipmentCancelled) => ShipmentCancelled(),
        nameof(StepFailed) => Failed(step, attempt),
        nameof(StepTimedOut) => TimedOut(step, attempt),
        nameof(StepRetryDue) => RetryDue(step, attempt),
        nameof(RetryStep) => Retry(),
        nameof(SkipStep) => Skip(),
        nameof(CompensateOrder) => Compensate(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The saga does not consume it.")
    };

    private Guid NewId() => Guid.CreateVersion7(now());
}
