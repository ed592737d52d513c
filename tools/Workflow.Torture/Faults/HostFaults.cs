using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

internal sealed class HostFaults(TortureWorld world)
{
    private const int MostVisits = 10;

    // A busy machine needs long to start a host; the time that the moment may take to come begins after that.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public void AddTo(Dictionary<string, Func<PlannedFault, CancellationToken, Task<bool>>> actions)
    {
        actions[FaultCatalogue.KillHost] = KillAsync;
        actions[FaultCatalogue.FreezeHost] = FreezeAsync;
        foreach (var point in (string[])[FaultCatalogue.RingBeforeCommit, FaultCatalogue.CommitBeforeAnswer, FaultCatalogue.EffectBeforeAck, FaultCatalogue.SendBeforeMark, FaultCatalogue.MidRelay])
            actions[point] = DieAtAsync;
        foreach (var setting in (string[])[FaultCatalogue.ClockShift, FaultCatalogue.Duplicates, FaultCatalogue.Reordered, FaultCatalogue.Delayed])
            actions[setting] = RunWrongAsync;
    }

    private async Task<bool> KillAsync(PlannedFault fault, CancellationToken end)
    {
        var host = world.Hosts[fault.Target - 1];
        await host.KillAsync();
        await Waiting.ForAsync(fault.Seconds, end);
        await host.ReviveAsync();
        return true;
    }

    private async Task<bool> FreezeAsync(PlannedFault fault, CancellationToken end)
    {
        var host = world.Hosts[fault.Target - 1];
        host.Freeze();
        await Waiting.ForAsync(fault.Seconds, end);
        host.Thaw();
        return true;
    }

    /// <summary>Starts the host with the point armed. False when it was never reached in that time.</summary>
    private async Task<bool> DieAtAsync(PlannedFault fault, CancellationToken end)
    {
        var host = world.Hosts[fault.Target - 1];
        await host.KillAsync();
        await host.ReviveAsync(HostSettings.DyingAt(fault.Kind.Name, 1 + (fault.Detail % MostVisits)));
        await host.IsReadyWithinAsync(StartLimit, end);
        var died = await host.EndsWithinAsync(TimeSpan.FromSeconds(fault.Seconds), end);
        if (!died)
            await host.KillAsync();
        await host.ReviveAsync();
        return died;
    }

    private async Task<bool> RunWrongAsync(PlannedFault fault, CancellationToken end)
    {
        var host = world.Hosts[fault.Target - 1];
        await host.KillAsync();
        await host.ReviveAsync(HostSettings.Of(fault.Kind.Name));
        await Waiting.ForAsync(fault.Seconds, end);
        await host.KillAsync();
        await host.ReviveAsync();
        return true;
    }
}
