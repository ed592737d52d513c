using Workflow.Contracts;

namespace Workflow.Scenarios.Orders;

/// <summary>Every state the saga can be in, told apart by step where that matters, and the messages it consumes.</summary>
public static class Situations
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        OrderSteps.Stock, OrderSteps.Payment, OrderSteps.Shipment,
        OrderSteps.ShipmentCancellation, OrderSteps.Refund, OrderSteps.StockRelease
    ];

    /// <summary>The name of a situation is what has to be done to get there: see <c>OrderScenario.Reach</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Steps.Select(step => $"waiting for {step}"),
        .. Steps.Select(step => $"retrying {step}"),
        .. Steps.Select(step => $"suspended at {step}"),
        "completed", "cancelled", "rejected"
    ];

    public static IReadOnlyList<string> Messages { get; } =
    [
        nameof(SubmitOrder), nameof(CancelOrder), nameof(StockReserved), nameof(StockRejected), nameof(StockReleased),
        nameof(PaymentAuthorized), nameof(PaymentDeclined), nameof(PaymentRefunded), nameof(ShipmentArranged),
        nameof(ShipmentRejected), nameof(ShipmentCancelled), nameof(StepFailed), nameof(StepTimedOut),
        nameof(StepRetryDue), nameof(RetryStep), nameof(SkipStep), nameof(CompensateOrder)
    ];

    public static TheoryData<string> EachStep => [.. Steps];

    public static TheoryData<string> Each => [.. All];

    public static TheoryData<string, string> EachWithEachMessage
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var situation in All)
                foreach (var message in Messages)
                    pairs.Add(situation, message);
            return pairs;
        }
    }
}
