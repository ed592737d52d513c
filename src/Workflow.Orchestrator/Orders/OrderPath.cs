using Workflow.Contracts;

namespace Workflow.Orchestrator.Orders;

/// <summary>How steps and states belong together: each step is waited for in one state.</summary>
internal static class OrderPath
{
    private static readonly (string Step, string State)[] Pairs =
    [
        (OrderSteps.Stock, OrderStates.ReservingStock),
        (OrderSteps.Payment, OrderStates.AuthorizingPayment),
        (OrderSteps.Shipment, OrderStates.ArrangingShipment),
        (OrderSteps.ShipmentCancellation, OrderStates.CancellingShipment),
        (OrderSteps.Refund, OrderStates.Refunding),
        (OrderSteps.StockRelease, OrderStates.ReleasingStock)
    ];

    /// <summary>The steps forward, in order.</summary>
    public static IReadOnlyList<string> Forward { get; } = [OrderSteps.Stock, OrderSteps.Payment, OrderSteps.Shipment];

    /// <summary>The steps that undo, in order: the reverse of what they undo.</summary>
    public static IReadOnlyList<string> Compensation { get; } =
        [OrderSteps.ShipmentCancellation, OrderSteps.Refund, OrderSteps.StockRelease];

    /// <summary>The step that is waited for in <paramref name="state"/>; null when none is.</summary>
    public static string? StepIn(string state)
    {
        foreach (var (step, waiting) in Pairs)
        {
            if (waiting == state)
                return step;
        }
        return null;
    }

    /// <summary>The state in which <paramref name="step"/> is waited for.</summary>
    public static string StateOf(string step) => Array.Find(Pairs, pair => pair.Step == step).State
        ?? throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step of the workflow.");

    /// <summary>
    /// Where compensation starts when <paramref name="step"/> may have been done. A step that undoes is not undone:
    /// compensation goes on from there.
    /// </summary>
    public static string UndoFrom(string step) => step switch
    {
        OrderSteps.Stock => OrderStates.ReleasingStock,
        OrderSteps.Payment => OrderStates.Refunding,
        OrderSteps.Shipment => OrderStates.CancellingShipment,
        _ => StateOf(step)
    };

    /// <summary>The steps from <paramref name="step"/> to the end of its direction; none for null.</summary>
    public static IReadOnlyList<string> From(string? step) =>
    [
        .. Forward.SkipWhile(forward => forward != step),
        .. Compensation.SkipWhile(undoing => undoing != step)
    ];

    /// <summary>The state that follows the success of <paramref name="step"/>; the last one that undoes leads to the outcome.</summary>
    public static string After(string step, string? outcome) => step switch
    {
        OrderSteps.Stock => OrderStates.AuthorizingPayment,
        OrderSteps.Payment => OrderStates.ArrangingShipment,
        OrderSteps.Shipment => OrderStates.Completed,
        OrderSteps.ShipmentCancellation => OrderStates.Refunding,
        OrderSteps.Refund => OrderStates.ReleasingStock,
        _ => outcome ?? throw new InvalidOperationException("Compensation without an outcome.")
    };
}
