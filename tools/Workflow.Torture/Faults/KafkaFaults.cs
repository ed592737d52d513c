using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

internal sealed class KafkaFaults(TortureWorld world)
{
    public void AddTo(Dictionary<string, Func<PlannedFault, CancellationToken, Task<bool>>> actions)
    {
        actions[FaultCatalogue.KafkaBrokerDown] = LoseOneAsync;
        actions[FaultCatalogue.KafkaAllDown] = LoseAllAsync;
        actions[FaultCatalogue.KafkaLeaders] = MoveLeadersAsync;
    }

    private async Task<bool> LoseOneAsync(PlannedFault fault, CancellationToken end)
    {
        var kafka = world.Kafka!;
        var broker = 1 + (fault.Detail % kafka.Brokers);
        kafka.Lose(broker);
        await Waiting.ForAsync(fault.Seconds, end);
        kafka.Return(broker);
        return true;
    }

    private async Task<bool> LoseAllAsync(PlannedFault fault, CancellationToken end)
    {
        world.Kafka!.LoseAll();
        await Waiting.ForAsync(fault.Seconds, end);
        world.Kafka.Heal();
        return true;
    }

    private Task<bool> MoveLeadersAsync(PlannedFault fault, CancellationToken end)
    {
        world.Kafka!.MoveLeaders();
        return Task.FromResult(true);
    }
}
