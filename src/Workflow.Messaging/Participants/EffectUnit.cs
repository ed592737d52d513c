using Microsoft.EntityFrameworkCore;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Participants;

/// <summary>One command to a participant that keeps its data with EF Core.</summary>
internal sealed class EffectUnit<TContext> : LaneUnit
    where TContext : DbContext
{
    public EffectUnit(OrderMessage command, string consumer, Func<TContext, CancellationToken, Task<OrderMessage?>> work)
        : base(command.OrderId)
    {
        Work = work;
        MessageId = command.MessageId;
        Consumer = consumer;
    }

    public Func<TContext, CancellationToken, Task<OrderMessage?>> Work { get; }
}
