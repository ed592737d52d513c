using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Transport;

namespace Workflow.Tests.Messaging;

public sealed class OutboxWindowTests
{
    private static readonly Guid Order = Guid.CreateVersion7();

    private static readonly OutboxRow Event = OutboxRow.ToSubscribers(new OrderRejected
    {
        OrderId = Order,
        MessageId = Guid.CreateVersion7(),
        TraceId = "t",
        BusinessType = "NORMAL",
        Reason = "none left",
        OccurredAt = DateTimeOffset.UnixEpoch,
    });

    [Theory]
    [InlineData(TransportKind.InMemory, true, 0)]
    [InlineData(TransportKind.InMemory, false, 1)]
    [InlineData(TransportKind.RabbitMQ, true, 1)]
    public void Should_write_an_event_unless_it_is_known_that_nobody_can_hear_it(TransportKind kind, bool isComplete, int written)
    {
        var local = new DirectQueues();
        if (isComplete)
            local.Complete();
        var window = new OutboxWindow(WorkflowInstance.New(), (kind, local), Options.Create(new RelayOptions()));

        Assert.Equal(written, window.Plan([new Unit()]).Written.Count);
    }

    private sealed class Unit : LaneUnit
    {
        public Unit()
            : base(Order) => Outgoing.Add(Event);
    }
}
