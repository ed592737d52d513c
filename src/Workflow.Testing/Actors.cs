using Workflow.Contracts;

namespace Workflow.Testing;

/// <summary>Participants for those parts that a scenario is not about; see <see cref="OrderHarness.Play(string, Func{OrderMessage, OrderMessage})"/>.</summary>
public static class Actors
{
    /// <summary>Does whatever it is told, at once.</summary>
    public static OrderMessage? SayYes(OrderMessage command)
    {
        var say = CastOf(command);
        return command switch
        {
            ReserveStock => say.StockReserved(),
            ReleaseStock => say.StockReleased(),
            AuthorizePayment charge => say.PaymentAuthorized() with { Amount = charge.Amount },
            RefundPayment => say.PaymentRefunded(),
            ArrangeShipment => say.ShipmentArranged(),
            CancelShipment => say.ShipmentCancelled(),
            _ => null,
        };
    }

    /// <summary>Refuses every step forward, for good, and undoes whatever it is told to undo.</summary>
    public static OrderMessage? SayNo(OrderMessage command)
    {
        var say = CastOf(command);
        return command switch
        {
            ReserveStock => say.StockRejected(),
            AuthorizePayment => say.PaymentDeclined(),
            ArrangeShipment => say.ShipmentRejected(),
            _ => SayYes(command),
        };
    }

    /// <summary>Fails every attempt for a reason that may pass.</summary>
    public static OrderMessage? Fail(OrderMessage command)
    {
        var say = CastOf(command);
        return command switch
        {
            ReserveStock reserve => say.Failed(OrderSteps.Stock, reserve.Attempt),
            ReleaseStock release => say.Failed(OrderSteps.StockRelease, release.Attempt),
            AuthorizePayment charge => say.Failed(OrderSteps.Payment, charge.Attempt),
            RefundPayment refund => say.Failed(OrderSteps.Refund, refund.Attempt),
            ArrangeShipment ship => say.Failed(OrderSteps.Shipment, ship.Attempt),
            CancelShipment cancel => say.Failed(OrderSteps.ShipmentCancellation, cancel.Attempt),
            _ => null,
        };
    }

    /// <summary>Never answers: what a scenario starts with.</summary>
    public static OrderMessage? Silent(OrderMessage command) => null;

    // An id of version 7 begins with the time at which it was made.
    private static OrderMessageCast CastOf(OrderMessage command) => new(
        command.OrderId, () => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(command.MessageId.ToString("N")[..12], 16)));
}
