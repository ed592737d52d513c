using System.Collections.Concurrent;
using Workflow.Tools;
using Workflow.Torture.Plan;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

/// <summary>Carries out the plan, and heals everything in the end.</summary>
internal sealed class FaultRunner
{
    private readonly TortureWorld _world;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<PlannedFault> _plan;
    private readonly Dictionary<string, Func<PlannedFault, CancellationToken, Task<bool>>> _actions;
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PlannedFault, byte> _running = new();

    public FaultRunner(TortureWorld world, IReadOnlyList<PlannedFault> plan, PoisonMessages poison, Operators operators, TimeProvider time)
    {
        (_world, _plan, _time) = (world, plan, time);
        _actions = new(StringComparer.Ordinal);
        new HostFaults(world).AddTo(_actions);
        new DatabaseFaults(world).AddTo(_actions);
        new BrokerFaults(world).AddTo(_actions);
        new KafkaFaults(world).AddTo(_actions);
        new GatewayFaults(world.Gateway).AddTo(_actions);
        _actions[FaultCatalogue.Poison] = Always(poison.InjectAsync);
        _actions[FaultCatalogue.Operators] = operators.ActAsync;
    }

    /// <summary>How often each fault really happened.</summary>
    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    /// <summary>What is broken at the moment.</summary>
    public string Running => string.Join(", ", _running.Keys.OrderBy(fault => fault.At).Select(fault => $"{fault.Kind.Name} {fault.TargetName}"));

    /// <summary>Returns at <paramref name="end"/>, when every fault has been ended.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        var began = _time.GetTimestamp();
        var faults = new List<Task>();
        foreach (var fault in _plan.Where(fault => fault.Kind.IsWholeRun))
            Count(fault);
        foreach (var fault in _plan.Where(fault => !fault.Kind.IsWholeRun).OrderBy(fault => fault.At))
        {
            var wait = TimeSpan.FromSeconds(fault.At) - _time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                break;
            faults.Add(CarryOutAsync(fault, end));
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(faults);
    }

    /// <summary>Whatever was broken, and by whatever, works again.</summary>
    public async Task HealAsync()
    {
        foreach (var proxy in _world.ToPostgres.Concat(_world.ToBroker))
            proxy.Heal();
        _world.Disk?.Free();
        if (!_world.Postgres.IsRunning)
            await _world.Postgres.StartAsync();
        _world.Kafka?.Heal();
        await _world.Gateway.HealAsync();
        if (_world.Broker is { } broker)
            await HealAsync(broker);
        foreach (var host in _world.Hosts)
            await host.HealAsync();
    }

    private static async Task HealAsync(RabbitMqCluster broker)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        foreach (var node in broker.Nodes)
        {
            node.Thaw();
            if (!node.IsRunning)
                await node.RestartAsync(limit.Token);
            await node.RejoinAsync(broker.Others(node));
        }
        // One that had paused itself comes back by itself.
        await broker.UntilCompleteAsync(limit.Token);
        foreach (var node in broker.Nodes)
            await node.ClearMemoryAlarmAsync();
    }

    private static Func<PlannedFault, CancellationToken, Task<bool>> Always(Func<Task> act) => async (_, _) =>
    {
        await act();
        return true;
    };

    /// <summary>One fault from its begin to its end, whatever the plan says. False when it did not happen.</summary>
    public Task<bool> TryAsync(PlannedFault fault, CancellationToken end) => _actions[fault.Kind.Name](fault, end);

    private async Task CarryOutAsync(PlannedFault fault, CancellationToken end)
    {
        // A slow machine may need longer to recover than the plan allows; two at once would blur what was done.
        if (_running.Keys.FirstOrDefault(other => other.TargetName == fault.TargetName) is { } earlier)
        {
            Console.WriteLine($"\n  {fault.Kind.Name} is left out: {earlier.Kind.Name} has not yet ended at {fault.TargetName}.");
            return;
        }
        _running[fault] = 0;
        try
        {
            if (await TryAsync(fault, end))
                Count(fault);
        }
        catch (Exception e)
        {
            // A fault may hit what another has just taken away; the run goes on, and the reader is told.
            Console.WriteLine($"\n  {fault.Kind.Name} {fault.TargetName} was not possible: {e.Message.Split('\n')[0]}");
        }
        finally
        {
            _running.TryRemove(fault, out _);
        }
    }

    private void Count(PlannedFault fault) => _counts.AddOrUpdate(fault.Kind.Name, 1, (_, count) => count + 1);
}
