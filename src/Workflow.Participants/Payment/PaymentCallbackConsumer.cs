using MassTransit;
using Workflow.Contracts;
using Workflow.Messaging.Transport;

namespace Workflow.Participants.Payment;

/// <summary>
/// Takes what somebody outside says of a payment, by its <c>pay_status</c>. Money is never moved or recorded on their
/// word: the gateway is asked, as for every payment whose outcome is not known, only sooner.
/// </summary>
internal sealed class PaymentCallbackConsumer(PaymentLane lane) : IConsumer<PaymentCallback>
{
    public Task Consume(ConsumeContext<PaymentCallback> context)
    {
        var callback = context.Message;
        if (!PayStatuses.All.Contains(callback.PayStatus))
            throw new UnreadableMessageException($"A payment callback has no known payStatus; it has to be one of {string.Join(", ", PayStatuses.All)}.");
        return lane.RunLastAsync(PaymentUnit.Take(callback), context);
    }
}
