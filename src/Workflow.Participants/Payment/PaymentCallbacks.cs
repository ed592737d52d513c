using Workflow.Contracts;

namespace Workflow.Participants.Payment;

/// <summary>Takes callbacks that did not come by queue.</summary>
internal sealed class PaymentCallbacks(PaymentLane lane)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Makes the callback durable; what it leads to happens later.</summary>
    /// <exception cref="Messaging.Lanes.LaneTimeoutException">The database did not take it in time; it may be sent again.</exception>
    public Task AcceptAsync(PaymentCallback callback, CancellationToken cancellationToken) =>
        lane.RunAsync(PaymentUnit.Forward(callback), Deadline).WaitAsync(cancellationToken);
}
