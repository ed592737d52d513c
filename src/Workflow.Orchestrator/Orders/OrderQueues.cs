namespace Workflow.Orchestrator.Orders;

/// <summary>Pinned names of the queues that an order's messages go through.</summary>
public static class OrderQueues
{
    /// <summary>The order saga itself: submissions, answers, timers and operator commands.</summary>
    public const string Saga = "order-saga";

    /// <summary>Stock: reserve, release, commit.</summary>
    public const string Stock = "stock";

    /// <summary>Payment: authorize, refund.</summary>
    public const string Payment = "payment";

    /// <summary>Shipment: arrange, cancel.</summary>
    public const string Shipment = "shipment";

    /// <summary>Short address of <see cref="Saga"/>, as MassTransit resolves it on every transport.</summary>
    public static Uri SagaAddress { get; } = new($"queue:{Saga}");

    /// <summary>Short address of <see cref="Stock"/>.</summary>
    public static Uri StockAddress { get; } = new($"queue:{Stock}");

    /// <summary>Short address of <see cref="Payment"/>.</summary>
    public static Uri PaymentAddress { get; } = new($"queue:{Payment}");

    /// <summary>Short address of <see cref="Shipment"/>.</summary>
    public static Uri ShipmentAddress { get; } = new($"queue:{Shipment}");
}
