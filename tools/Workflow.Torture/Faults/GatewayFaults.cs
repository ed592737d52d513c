using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

internal sealed class GatewayFaults(GatewayServer gateway)
{
    public void AddTo(Dictionary<string, Func<PlannedFault, CancellationToken, Task<bool>>> actions)
    {
        actions[FaultCatalogue.GatewayErrors] = (fault, end) => MisbehaveAsync(fault, new { broken = true }, end);
        actions[FaultCatalogue.GatewayHangs] = (fault, end) => MisbehaveAsync(fault, new { hanging = true }, end);
        actions[FaultCatalogue.GatewaySilent] = (fault, end) => MisbehaveAsync(fault, new { unknown = 1.0 }, end);
    }

    private async Task<bool> MisbehaveAsync(PlannedFault fault, object faults, CancellationToken end)
    {
        await gateway.SetAsync(faults);
        await Waiting.ForAsync(fault.Seconds, end);
        await gateway.HealAsync();
        return true;
    }
}
