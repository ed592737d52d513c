using MassTransit;
using MassTransit.Scheduling;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Scheduling;

/// <summary>MassTransit's scheduler inside a unit of work: a scheduled message is a row of the same commit.</summary>
internal sealed class UnitScheduler(LaneUnit unit) : BaseScheduleMessageProvider
{
    protected override Task ScheduleSend(ScheduleMessage message, IPipe<SendContext<ScheduleMessage>> pipe, CancellationToken cancellationToken)
    {
        var payload = message.Payload as OrderMessage
            ?? throw new NotSupportedException($"{message.Payload.GetType().FullName} is not a contract and cannot be scheduled.");
        // A state machine tells by the token whether the timer that fires is the one it still waits for.
        var headers = $$"""{"{{MessageHeaders.SchedulingTokenId}}":"{{message.CorrelationId}}"}""";
        var row = OutboxRow.ToQueue(message.Destination.Segments[^1], payload, headers);
        lock (unit.Scheduled)
            unit.Scheduled.Add(new ScheduledRow(row, message.ScheduledTime, message.CorrelationId));
        return Task.CompletedTask;
    }

    protected override Task CancelScheduledSend(Guid tokenId, Uri destinationAddress, CancellationToken cancellationToken)
    {
        lock (unit.Scheduled)
        {
            unit.Scheduled.RemoveAll(row => row.Token == tokenId);
            unit.CancelledTokens.Add(tokenId);
        }
        return Task.CompletedTask;
    }
}
