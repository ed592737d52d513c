using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

internal sealed class DatabaseFaults(TortureWorld world)
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    public void AddTo(Dictionary<string, Func<PlannedFault, CancellationToken, Task<bool>>> actions)
    {
        actions[FaultCatalogue.PostgresCrash] = CrashAsync;
        actions[FaultCatalogue.PostgresKicked] = KickAsync;
        actions[FaultCatalogue.DiskFull] = FillDiskAsync;
        actions[FaultCatalogue.PostgresLatency] = (fault, end) => NetworkAsync(fault, proxy => proxy.Latency = Latency, end);
        actions[FaultCatalogue.PostgresCut] = (fault, end) => NetworkAsync(fault, proxy => proxy.Break(), end);
        actions[FaultCatalogue.PostgresSilent] = (fault, end) => NetworkAsync(fault, proxy => proxy.FallSilent(), end);
    }

    private async Task<bool> CrashAsync(PlannedFault fault, CancellationToken end)
    {
        await world.Postgres.CrashAsync();
        await Waiting.ForAsync(fault.Seconds, end);
        await world.Postgres.StartAsync();
        return true;
    }

    private async Task<bool> KickAsync(PlannedFault fault, CancellationToken end)
    {
        await world.Postgres.KickAsync();
        return true;
    }

    private async Task<bool> FillDiskAsync(PlannedFault fault, CancellationToken end)
    {
        if (world.Disk is not { } disk)
        {
            Console.WriteLine($"\n  {fault.Kind.Name} is skipped: only root may give the database a file system of its own.");
            return false;
        }
        disk.Fill();
        await Waiting.ForAsync(fault.Seconds, end);
        disk.Free();
        // It ends when it cannot write its log; then its keeper starts it again.
        if (!world.Postgres.IsRunning)
            await world.Postgres.StartAsync();
        return true;
    }

    // Half of the time for one host alone, else for all: the others must go on without it.
    private async Task<bool> NetworkAsync(PlannedFault fault, Action<TcpProxy> harm, CancellationToken end)
    {
        var one = fault.Detail % world.ToPostgres.Count;
        var proxies = fault.Detail / 7 % 2 == 0 ? [world.ToPostgres[one]] : world.ToPostgres;
        proxies.ForEach(harm);
        await Waiting.ForAsync(fault.Seconds, end);
        proxies.ForEach(proxy => proxy.Heal());
        return true;
    }
}
