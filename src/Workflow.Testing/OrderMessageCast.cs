using Workflow.Contracts;

namespace Workflow.Testing;

/// <summary>
/// What customers, participants, timers and operators say of one order: messages as they would come, each with an id of its own. Change
/// what matters with <c>with</c>: <c>Say.PaymentAuthorized() with { Amount = 5 }</c>.
/// </summary>
/// <param name="orderId">The order.</param>
/// <param name="now">Gives the time of each message.</param>
public sealed class OrderMessageCast(Guid orderId, Func<DateTimeOffset> now)
{
    /// <summary>The trace id of every message.</summary>
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private const string Sale = BusinessTypes.Wholesale;
    private const string Operator = "olga";

    private static readonly OrderLine[] SomeLines = [new("85123A", 6, 2.55m), new("71053", 6, 3.39m)];

    /// <summary>The order as the intake hands it over, with these lines or two of its own.</summary>
    public SubmitOrder Submit(params OrderLine[] lines)
    {
        var ordered = lines.Length == 0 ? SomeLines : lines;
        return new()
        {
            OrderId = orderId,
            MessageId = NewId(),
            TraceId = TraceId,
            BusinessType = Sale,
            Reference = "536365",
            CustomerId = "17850",
            Country = "United Kingdom",
            Currency = "GBP",
            Total = ordered.Sum(line => line.Quantity * line.UnitPrice),
            AcceptedAt = now(),
            Lines = ordered
        };
    }

    /// <summary>The customer wants out.</summary>
    public CancelOrder Cancel(string? reason = "changed my mind") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Reason = reason };

    /// <summary>Stock: all is reserved.</summary>
    public StockReserved StockReserved() =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale };

    /// <summary>Stock: not to be had.</summary>
    public StockRejected StockRejected(string reason = "sold out") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Reason = reason, Shortages = ["85123A"] };

    /// <summary>Stock: nothing is reserved any more.</summary>
    public StockReleased StockReleased() =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale };

    /// <summary>Payment: the money is taken.</summary>
    public PaymentAuthorized PaymentAuthorized(string reference = "ch_1") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, PaymentReference = reference, Amount = 35.64m };

    /// <summary>Payment: refused.</summary>
    public PaymentDeclined PaymentDeclined(string reason = "card declined") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Reason = reason };

    /// <summary>Payment: nothing of it is held any more.</summary>
    public PaymentRefunded PaymentRefunded() =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Amount = 35.64m };

    /// <summary>Shipment: a carrier takes the goods.</summary>
    public ShipmentArranged ShipmentArranged(string trackingNumber = "TN1") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, TrackingNumber = trackingNumber };

    /// <summary>Shipment: no carrier takes them.</summary>
    public ShipmentRejected ShipmentRejected(string reason = "no carrier goes there") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Reason = reason };

    /// <summary>Shipment: there is none any more.</summary>
    public ShipmentCancelled ShipmentCancelled() =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale };

    /// <summary>A participant: this attempt of <paramref name="step"/>, one of <see cref="OrderSteps"/>, failed for a passing reason.</summary>
    public StepFailed Failed(string step, int attempt, string error = "connection reset") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Step = step, Attempt = attempt, Error = error };

    /// <summary>The clock: this attempt got no answer. A harness says so itself when time passes.</summary>
    public StepTimedOut TimedOut(string step, int attempt) =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Step = step, Attempt = attempt };

    /// <summary>The clock: the wait after this attempt is over. A harness says so itself when time passes.</summary>
    public StepRetryDue RetryDue(string step, int attempt) =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Step = step, Attempt = attempt };

    /// <summary>An operator: try the failed step again.</summary>
    public RetryStep Retry() =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Operator = Operator, Reason = "the carrier is back" };

    /// <summary>An operator: the failed step was done by hand.</summary>
    public SkipStep Skip(string reference = "by hand 7") =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Operator = Operator, Reason = "done by phone", Reference = reference };

    /// <summary>An operator: give the order up.</summary>
    public CompensateOrder Compensate() =>
        new() { OrderId = orderId, MessageId = NewId(), TraceId = TraceId, BusinessType = Sale, Operator = Operator, Reason = "given up" };

    /// <summary>The answer by which <paramref name="step"/>, one of <see cref="OrderSteps"/>, succeeds.</summary>
    public OrderMessage Success(string step) => step switch
    {
        OrderSteps.Stock => StockReserved(),
        OrderSteps.Payment => PaymentAuthorized(),
        OrderSteps.Shipment => ShipmentArranged(),
        OrderSteps.ShipmentCancellation => ShipmentCancelled(),
        OrderSteps.Refund => PaymentRefunded(),
        _ => StockReleased()
    };

    /// <summary>
    /// The message that the saga consumes as <paramref name="type"/>, by the name of its class; timers and failures name
    /// <paramref name="step"/> and <paramref name="attempt"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The saga does not consume it.</exception>
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
