using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Orchestrator.Intake;

namespace Workflow.Orchestrator.Orders;

/// <summary>The messages that the saga sends, made of what it remembers.</summary>
internal static class OrderMessages
{
    public static AcceptedOrder Accepted(SubmitOrder message) => new()
    {
        OrderId = message.OrderId,
        Reference = message.Reference,
        CustomerId = message.CustomerId,
        Country = message.Country,
        Currency = message.Currency,
        BusinessType = message.BusinessType,
        TraceId = message.TraceId,
        Total = message.Total,
        AcceptedAt = message.AcceptedAt,
        Lines = message.Lines
    };

    public static ReserveStock ReserveStock(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Attempt = saga.Attempt,
        Items = Items(saga.Order)
    };

    public static AuthorizePayment AuthorizePayment(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Attempt = saga.Attempt,
        Amount = saga.Order.Total,
        Currency = saga.Order.Currency,
        CustomerId = saga.Order.CustomerId
    };

    public static ArrangeShipment ArrangeShipment(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Attempt = saga.Attempt,
        Country = saga.Order.Country,
        Items = Items(saga.Order)
    };

    public static CancelShipment CancelShipment(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Attempt = saga.Attempt
    };

    public static RefundPayment RefundPayment(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Attempt = saga.Attempt
    };

    public static ReleaseStock ReleaseStock(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Attempt = saga.Attempt
    };

    public static CommitStock CommitStock(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType
    };

    public static StepRetryDue RetryDue(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Step = saga.Step!,
        Attempt = saga.Attempt
    };

    public static OrderSubmitted Submitted(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Reference = saga.Order.Reference,
        CustomerId = saga.Order.CustomerId,
        Currency = saga.Order.Currency,
        Total = saga.Order.Total,
        LineCount = saga.Order.Lines.Count,
        OccurredAt = now
    };

    public static OrderStockReserved StockReserved(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        OccurredAt = now
    };

    public static OrderPaid Paid(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        PaymentReference = saga.PaymentReference,
        OccurredAt = now
    };

    public static OrderShipped Shipped(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        TrackingNumber = saga.TrackingNumber,
        OccurredAt = now
    };

    public static OrderCompleted Completed(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        PaymentReference = saga.PaymentReference,
        TrackingNumber = saga.TrackingNumber,
        OccurredAt = now
    };

    public static OrderRejected Rejected(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Reason = saga.Reason!,
        OccurredAt = now
    };

    public static OrderCancelled Cancelled(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Reason = saga.Reason,
        OccurredAt = now
    };

    public static OrderSuspended Suspended(OrderState saga, DateTimeOffset now) => new()
    {
        OrderId = saga.CorrelationId,
        MessageId = MessageIds.New(now),
        TraceId = saga.Order.TraceId,
        BusinessType = saga.Order.BusinessType,
        Step = saga.Step!,
        Error = saga.LastError!,
        OccurredAt = now
    };

    private static ItemQuantity[] Items(AcceptedOrder order) =>
        [.. order.Lines.Select(line => new ItemQuantity(line.Sku, line.Quantity))];
}
