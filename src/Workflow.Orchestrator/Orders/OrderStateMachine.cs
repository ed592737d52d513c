using MassTransit;
using Microsoft.Extensions.Options;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// The workflow of an order as a table: in a state, when an event, do a verb, into a state. Entering the state of a
/// step sends that step's command. Beside it: its words (<c>.Words</c>), what it ignores and why (<c>.Ignored</c>),
/// the verbs' decisions (<see cref="OrderDecisions"/>, <see cref="OrderRetries"/>) and messages
/// (<see cref="OrderMessages"/>).
/// </summary>
public sealed partial class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    /// <summary>Builds the table.</summary>
    /// <param name="options">Timeouts, attempts and backoff.</param>
    /// <param name="time">Gives the time of every decision.</param>
    /// <param name="random">Spreads the retries; used by many threads, as <see cref="Random.Shared"/> allows.</param>
    public OrderStateMachine(IOptions<OrderOptions> options, TimeProvider time, Random random)
    {
        Prepare(options.Value, time, random);

        Initially(
            When(SubmitOrder).Start().Into(ReservingStock));

        During([ReservingStock, Suspended],
            When(StockReserved).AuthorizePayment().Into(AuthorizingPayment),
            When(StockRejected).Reject().Into(Rejected));

        During([AuthorizingPayment, Suspended],
            When(PaymentAuthorized).ArrangeShipment().Into(ArrangingShipment),
            When(PaymentDeclined).ReleaseStock().Into(ReleasingStock));

        During([ArrangingShipment, Suspended],
            When(ShipmentArranged).Complete().Into(Completed),
            When(ShipmentRejected).RefundPayment().Into(Refunding));

        During([CancellingShipment, Suspended],
            When(ShipmentCancelled).RefundPayment().Into(Refunding));

        During([Refunding, Suspended],
            When(PaymentRefunded).ReleaseStock().Into(ReleasingStock));

        During([ReleasingStock, Suspended],
            When(StockReleased).End().Into(Rejected, Cancelled));

        During(ReservingStock,
            When(CancelOrder).Cancel().Into(ReleasingStock));

        During(AuthorizingPayment,
            When(CancelOrder).Cancel().Into(Refunding));

        During(ArrangingShipment,
            When(CancelOrder).Cancel().Into(CancellingShipment));

        During([.. Forward, .. Undoing],
            When(StepFailed).RetryOrSuspend().Into(Suspended),
            When(StepTimedOut).RetryOrSuspend().Into(Suspended),
            When(StepRetryDue).TryAgain().Stay());

        During(Suspended,
            When(RetryStep).Resume().Into([.. Forward, .. Undoing]),
            When(SkipStep).Skip().Into(
                AuthorizingPayment, ArrangingShipment, Completed, Refunding, ReleasingStock, Rejected, Cancelled),
            When(CompensateOrder).Compensate().Into(Undoing),
            When(CancelOrder).Cancel().Into(Undoing));

        IgnoreTheRest();
    }
}
