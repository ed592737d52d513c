using MassTransit;
using Workflow.Contracts;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Stock;

/// <summary>Turns the commands on the queue <c>stock</c> into units of the stock's lane.</summary>
internal sealed class StockConsumer(StockLane lane, SimulatedFaults faults)
    : IConsumer<ReserveStock>, IConsumer<ReleaseStock>, IConsumer<CommitStock>
{
    public Task Consume(ConsumeContext<ReserveStock> context)
    {
        var command = context.Message;
        var fails = faults.Fails(OrderSteps.Stock, command.OrderId, command.Attempt);
        return lane.RunLastAsync(() => StockUnit.Reserve(command, fails), context);
    }

    public Task Consume(ConsumeContext<ReleaseStock> context) => lane.RunLastAsync(() => StockUnit.Release(context.Message), context);

    public Task Consume(ConsumeContext<CommitStock> context) => lane.RunLastAsync(() => StockUnit.Commit(context.Message), context);
}
