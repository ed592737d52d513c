using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Profile;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;
using Workflow.Tools;

namespace Workflow.Benchmarks.Benches;

/// <summary>Where an order's CPU and its time go. Compare its shares, not its rates: being watched costs a little.</summary>
internal static class ProfileBench
{
    private const string Embedded = "embedded";
    private const string RabbitMq = "rabbitmq";

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var pool = options.Input is { } input ? OrderPools.Real(input) : OrderPools.Generated(options);
        foreach (var side in (string[])[Embedded, RabbitMq])
        {
            // The broker only when it is asked for: most questions are about the host.
            if (side == Embedded ? options.Wants(side) : options.Sides.Contains(side))
                await ProfileAsync(options, report, (side, pool), stop);
        }
    }

    private static async Task ProfileAsync(BenchOptions options, BenchReport report, (string Side, RequestPool Pool) what, CancellationToken stop)
    {
        var (side, pool) = what;
        var plan = new ShopPlan(side) { Transport = side == RabbitMq ? Transport.RabbitMq : Transport.Embedded, IsProfiled = true };
        await using var shop = await Shop.OpenAsync(options, plan, stop);
        await shop.StockAsync(pool.Orders, stop);
        var whole = new WholeOrders(options, stop);
        var length = options.Length(30);

        Console.WriteLine($"  {side}: at full load ...");
        var loaded = DateTime.UtcNow + options.Warmup;
        Task<List<StackSample>?>? profiling = null;
        var figures = await whole.MeasureAsync(shop, pool, options.InFlight, length, () => profiling = CpuProfile.TakeAsync(options.DataDirectory, length, stop));
        var samples = profiling is null ? null : await profiling;
        await Drain.UntilQuietAsync(shop, stop);
        AddFigures(report, side, figures);
        if (samples is { Count: > 0 })
            AddSamples(report, side, figures, [.. samples.Where(sample => shop.Hosts.Any(host => host.Id == sample.ProcessId))]);
        else
            report.Note("CPU by stage needs perf (on Debian: linux-perf), and the right to use it.");
        AddTimes(report, $"{side}, full load", await StageTimes.ReadAsync(shop.Database, loaded));

        Console.WriteLine($"  {side}: one order at a time ...");
        var idle = DateTime.UtcNow;
        await LatencyBench.OneByOneAsync(shop, pool, options.Length(10), stop);
        AddTimes(report, $"{side}, idle", await StageTimes.ReadAsync(shop.Database, idle));
        report.Prove(await Drain.ThenVerifyAsync(shop, stop));
        RemoveNames(shop);
    }

    // The runtime leaves the names of its methods behind.
    private static void RemoveNames(Shop shop)
    {
        foreach (var host in shop.Hosts)
        {
            File.Delete(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"perf-{host.Id}.map")));
            File.Delete(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"perfinfo-{host.Id}.map")));
        }
    }

    private static void AddFigures(BenchReport report, string side, Figures figures) => report.Add(
        Row($"{side}: orders completed, watched", "orders/s", figures.PerSecond),
        Row($"{side}: CPU of all", "ms/order", figures.CpuMs),
        Row($"{side}: CPU of the host", "ms/order", figures.HostCpuMs),
        Row($"{side}: CPU of PostgreSQL", "ms/order", figures.PostgresCpuMs),
        Row($"{side}: CPU of the broker", "ms/order", figures.BrokerCpuMs),
        Row($"{side}: CPU of the payment gateway", "ms/order", figures.GatewayCpuMs),
        Row($"{side}: CPU of the client", "ms/order", figures.ClientCpuMs),
        Row($"{side}: allocated", "kB/order", figures.AllocatedBytes / 1000),
        Row($"{side}: transactions", "1/order", figures.Transactions),
        Row($"{side}: WAL", "kB/order", figures.WalBytes / 1000));

    private static void AddSamples(BenchReport report, string side, Figures figures, List<StackSample> samples)
    {
        foreach (var (kind, of) in new (string, Func<StackSample, string>)[] { ("by stage", Stages.StageOf), ("by library", Stages.LibraryOf) })
        {
            foreach (var group in samples.GroupBy(of).OrderByDescending(group => group.Count()))
                report.Add(Row($"{side}: host CPU {kind}: {group.Key}", "us/order", figures.HostCpuMs * 1000 * group.Count() / samples.Count));
        }
        report.Note($"{side}: host CPU is shared out by {samples.Count} samples of its stacks; the innermost call that belongs to a stage decides.");
    }

    private static void AddTimes(BenchReport report, string side, List<StageTimes.Stage> stages)
    {
        foreach (var stage in stages)
            report.Add(Row($"{side}: until {stage.Name}, p50", "ms", stage.P50Ms), Row($"{side}: until {stage.Name}, p99", "ms", stage.P99Ms));
    }

    private static Measured Row(string name, string unit, double value) => new(name, unit, [value]) { IsCost = true };
}
