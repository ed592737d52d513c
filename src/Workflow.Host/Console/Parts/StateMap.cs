using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Parts;

/// <summary>Where the states stand in the picture of the workflow, and which ways between them are drawn.</summary>
internal static class StateMap
{
    internal const int NodeWidth = 150;
    internal const int NodeHeight = 56;

    /// <summary>Forward at the top, undoing below it in reverse, the ends at the sides.</summary>
    internal static readonly StateNode[] Nodes =
    [
        new(OrderStates.Submitted, 95, 45), new(OrderStates.ReservingStock, 297, 45), new(OrderStates.AuthorizingPayment, 500, 45),
        new(OrderStates.ArrangingShipment, 703, 45), new(OrderStates.Completed, 905, 45),
        new(OrderStates.ReleasingStock, 297, 178), new(OrderStates.Refunding, 500, 178), new(OrderStates.CancellingShipment, 703, 178),
        new(OrderStates.Rejected, 95, 144), new(OrderStates.Cancelled, 95, 214), new(OrderStates.Suspended, 905, 178),
    ];

    /// <summary>The ways; those into the suspension and out of it lead from everywhere to everywhere and are counted at its node.</summary>
    internal static readonly StateWay[] Ways =
    [
        new(OrderStates.Submitted, OrderStates.ReservingStock, [OrderEventTypes.OrderSubmitted], "M170 45H216", (195, 38)),
        new(OrderStates.ReservingStock, OrderStates.AuthorizingPayment, [OrderEventTypes.StockReserved], "M372 45H419", (398, 38)),
        new(OrderStates.AuthorizingPayment, OrderStates.ArrangingShipment, [OrderEventTypes.PaymentAuthorized], "M575 45H622", (601, 38)),
        new(OrderStates.ArrangingShipment, OrderStates.Completed, [OrderEventTypes.ShipmentArranged], "M778 45H824", (803, 38)),
        new(OrderStates.ReservingStock, OrderStates.Rejected, [OrderEventTypes.StockRejected], "M245 73C215 100 150 90 122 111", (176, 92)),
        new(OrderStates.ReservingStock, OrderStates.ReleasingStock, [OrderEventTypes.CancellationRequested], "M297 73V144", (297, 112)),
        new(OrderStates.AuthorizingPayment, OrderStates.ReleasingStock, [OrderEventTypes.PaymentDeclined], "M455 73C425 105 385 115 357 146", (408, 112)),
        new(OrderStates.AuthorizingPayment, OrderStates.Refunding, [OrderEventTypes.CancellationRequested], "M500 73V144", (500, 112)),
        new(OrderStates.ArrangingShipment, OrderStates.Refunding, [OrderEventTypes.ShipmentRejected], "M658 73C628 105 588 115 560 146", (611, 112)),
        new(OrderStates.ArrangingShipment, OrderStates.CancellingShipment, [OrderEventTypes.CancellationRequested], "M703 73V144", (703, 112)),
        new(OrderStates.CancellingShipment, OrderStates.Refunding, [OrderEventTypes.ShipmentCancelled], "M628 178H581", (603, 171)),
        new(OrderStates.Refunding, OrderStates.ReleasingStock, [OrderEventTypes.PaymentRefunded], "M425 178H378", (400, 171)),
        new(OrderStates.ReleasingStock, OrderStates.Rejected, [OrderEventTypes.StockReleased], "M222 172L176 150", (200, 154)),
        new(OrderStates.ReleasingStock, OrderStates.Cancelled, [OrderEventTypes.StockReleased], "M222 186L176 208", (200, 206)),
    ];

    /// <summary>The way from one state to another; null when it is not drawn.</summary>
    internal static StateWay? Find(string from, string to) => Array.Find(Ways, way => way.From == from && way.To == to);

    internal static StateNode Node(string state) => Array.Find(Nodes, node => node.State == state)
        ?? throw new ArgumentOutOfRangeException(nameof(state), state, "Not in the picture.");
}

/// <summary>A state in the picture, by the middle of its box.</summary>
internal sealed record StateNode(string State, int X, int Y)
{
    internal int Left => X - (StateMap.NodeWidth / 2);

    internal int Top => Y - (StateMap.NodeHeight / 2);
}

/// <summary>A way between two states.</summary>
/// <param name="From">The state that is left.</param>
/// <param name="To">The state that it leads to.</param>
/// <param name="Events">By which events of the history.</param>
/// <param name="Path">Its line.</param>
/// <param name="Label">Where its number stands.</param>
internal sealed record StateWay(string From, string To, string[] Events, string Path, (int X, int Y) Label);
