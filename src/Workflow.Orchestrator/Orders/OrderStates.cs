namespace Workflow.Orchestrator.Orders;

/// <summary>Pinned names of the saga's states, as they are stored and shown.</summary>
public static class OrderStates
{
    /// <summary>Durable, and waiting for its saga to start: shown, never stored by the saga.</summary>
    public const string Submitted = "Submitted";

    /// <summary>Waiting for the goods.</summary>
    public const string ReservingStock = "ReservingStock";

    /// <summary>Waiting for the money.</summary>
    public const string AuthorizingPayment = "AuthorizingPayment";

    /// <summary>Waiting for a carrier.</summary>
    public const string ArrangingShipment = "ArrangingShipment";

    /// <summary>Everything succeeded: terminal.</summary>
    public const string Completed = "Completed";

    /// <summary>Compensation: calling the shipment back.</summary>
    public const string CancellingShipment = "CancellingShipment";

    /// <summary>Compensation: giving the money back.</summary>
    public const string Refunding = "Refunding";

    /// <summary>Compensation: putting the goods back.</summary>
    public const string ReleasingStock = "ReleasingStock";

    /// <summary>Ended at the customer's wish: terminal.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>Ended because a participant or an operator said no: terminal.</summary>
    public const string Rejected = "Rejected";

    /// <summary>Out of attempts; an operator has to decide.</summary>
    public const string Suspended = "Suspended";

    /// <summary>Whether an order in <paramref name="state"/> has ended.</summary>
    public static bool IsTerminal(string state) => state is Completed or Cancelled or Rejected;
}
