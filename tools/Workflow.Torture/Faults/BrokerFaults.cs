using Workflow.Tools;
using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

internal sealed class BrokerFaults(TortureWorld world)
{
    private static readonly string[] Queues = ["order-saga", "stock", "payment", "shipment", "dead-letters"];

    public void AddTo(Dictionary<string, Func<PlannedFault, CancellationToken, Task<bool>>> actions)
    {
        actions[FaultCatalogue.BrokerKill] = (fault, end) => DownAsync(fault, node => node.KillAsync(), end);
        actions[FaultCatalogue.BrokerStop] = (fault, end) => DownAsync(fault, node => node.StopAsync(), end);
        actions[FaultCatalogue.BrokerFreeze] = FreezeAsync;
        actions[FaultCatalogue.BrokerKicked] = KickAsync;
        actions[FaultCatalogue.BrokerCut] = CutAsync;
        actions[FaultCatalogue.QueueDeleted] = DeleteQueueAsync;
        actions[FaultCatalogue.MemoryAlarm] = AlarmAsync;
        actions[FaultCatalogue.Partition] = PartAsync;
    }

    private RabbitMqNode NodeOf(PlannedFault fault) => world.Broker!.Nodes[fault.Target - 1];

    private async Task<bool> DownAsync(PlannedFault fault, Func<RabbitMqNode, Task> down, CancellationToken end)
    {
        var node = NodeOf(fault);
        await down(node);
        await Waiting.ForAsync(fault.Seconds, end);
        await node.RestartAsync(CancellationToken.None);
        return true;
    }

    private async Task<bool> FreezeAsync(PlannedFault fault, CancellationToken end)
    {
        NodeOf(fault).Freeze();
        await Waiting.ForAsync(fault.Seconds, end);
        NodeOf(fault).Thaw();
        return true;
    }

    private async Task<bool> KickAsync(PlannedFault fault, CancellationToken end)
    {
        await NodeOf(fault).CloseConnectionsAsync();
        return true;
    }

    private async Task<bool> CutAsync(PlannedFault fault, CancellationToken end)
    {
        var proxy = world.ToBroker[fault.Target - 1];
        proxy.Break();
        await Waiting.ForAsync(fault.Seconds, end);
        proxy.Heal();
        return true;
    }

    private async Task<bool> DeleteQueueAsync(PlannedFault fault, CancellationToken end)
    {
        await BrokerClient.DeleteQueueAsync(NodeOf(fault).Uri, Queues[fault.Detail % Queues.Length]);
        return true;
    }

    private async Task<bool> AlarmAsync(PlannedFault fault, CancellationToken end)
    {
        await NodeOf(fault).RaiseMemoryAlarmAsync();
        await Waiting.ForAsync(fault.Seconds, end);
        await NodeOf(fault).ClearMemoryAlarmAsync();
        return true;
    }

    private async Task<bool> PartAsync(PlannedFault fault, CancellationToken end)
    {
        var others = world.Broker!.Others(NodeOf(fault)).ToList();
        await NodeOf(fault).PartFromAsync(others);
        await Waiting.ForAsync(fault.Seconds, end);
        await NodeOf(fault).RejoinAsync(others);
        return true;
    }
}
