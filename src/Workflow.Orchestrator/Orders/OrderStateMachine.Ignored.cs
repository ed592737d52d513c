using MassTransit;

namespace Workflow.Orchestrator.Orders;

// What the table leaves out, each with its reason. A pair that is neither there nor here faults its message.
public sealed partial class OrderStateMachine
{
    private readonly Dictionary<(string State, string Event), string> _ignored = [];

    /// <summary>Why an event is ignored in a state, by the names of both.</summary>
    public IReadOnlyDictionary<(string State, string Event), string> Ignored => _ignored;

    private void IgnoreTheRest()
    {
        State[] started = [.. Forward, .. Undoing, .. Ended, Suspended];
        Event[] timers = [StepFailed, StepTimedOut, StepRetryDue];
        Event[] forwardAnswers =
            [StockReserved, StockRejected, PaymentAuthorized, PaymentDeclined, ShipmentArranged, ShipmentRejected];
        Event[] undoingAnswers = [ShipmentCancelled, PaymentRefunded, StockReleased];

        Ignore("A repeated submission: the order has started.", started, SubmitOrder);
        Ignore("Only a suspended order takes an operator's decision, so a second click does nothing.",
            [.. Forward, .. Undoing, .. Ended], RetryStep, SkipStep, CompensateOrder);
        Ignore("The order is ending already, and its outcome stays.", Undoing, CancelOrder);
        Ignore("The order has ended.", Ended, CancelOrder);
        Ignore("The order has ended: nothing is waited for.", Ended, timers);
        Ignore("No attempt runs and none is planned: an operator decides.", [Suspended], timers);

        Ignore("A repeat: every step has had its answer.", [Completed], forwardAnswers);
        Ignore("A repeat, or a success that came late: the compensation that followed the command to the same "
            + "participant has undone it.", [Cancelled, Rejected], forwardAnswers);
        Ignore("Nothing was undone: the order is complete.", [Completed], undoingAnswers);
        Ignore("A repeat: compensation is over.", [Cancelled, Rejected], undoingAnswers);
        Ignore("Nothing is being undone.", Forward, undoingAnswers);

        IgnoreAheadAndBehind();
        IgnoreWhatIsBeingUndone();
    }

    private void IgnoreAheadAndBehind()
    {
        const string Ahead = "Not asked for yet: steps run one after the other.";
        const string Behind = "A repeat: the step has its answer, or an operator vouched for it.";
        Ignore(Ahead, [ReservingStock], PaymentAuthorized, PaymentDeclined, ShipmentArranged, ShipmentRejected);
        Ignore(Ahead, [AuthorizingPayment], ShipmentArranged, ShipmentRejected);
        Ignore(Behind, [AuthorizingPayment], StockReserved, StockRejected);
        Ignore(Behind, [ArrangingShipment], StockReserved, StockRejected, PaymentAuthorized, PaymentDeclined);

        Ignore(Ahead, [CancellingShipment], PaymentRefunded, StockReleased);
        Ignore(Ahead, [Refunding], StockReleased);
        Ignore(Behind, [Refunding], ShipmentCancelled);
        Ignore(Behind, [ReleasingStock], ShipmentCancelled, PaymentRefunded);
    }

    // A command and the one that undoes it go to the same participant in that order. If the answer comes late, the
    // undoing is already on its way after it; if the command itself comes late, it finds the undoing's barrier.
    private void IgnoreWhatIsBeingUndone()
    {
        Ignore("ReleaseStock follows ReserveStock to stock: it puts back what was reserved, and bars what was not.",
            Undoing, StockReserved, StockRejected);
        Ignore("RefundPayment follows AuthorizePayment to payment: it gives back also a charge still on its way.",
            Undoing, PaymentAuthorized, PaymentDeclined);
        Ignore("CancelShipment follows ArrangeShipment to shipment: it calls back what was arranged, and bars what "
            + "was not.", Undoing, ShipmentArranged, ShipmentRejected);
    }

    private void Ignore(string reason, State[] states, params Event[] events)
    {
        foreach (var state in states)
            foreach (var ignored in events)
            {
                _ignored.Add((state.Name, ignored.Name), reason);
                During(state, Ignore(ignored));
            }
    }
}
