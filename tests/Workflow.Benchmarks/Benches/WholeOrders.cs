using System.Diagnostics;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>What one run of whole orders gave; costs are those of one completed order.</summary>
internal sealed record Figures
{
    public required double PerSecond { get; init; }
    public required double Transactions { get; init; }
    public required double Rollbacks { get; init; }
    public required double WalBytes { get; init; }
    public required double HostCpuMs { get; init; }
    public required double PostgresCpuMs { get; init; }
    public required double BrokerCpuMs { get; init; }
    public required double GatewayCpuMs { get; init; }
    public required double ClientCpuMs { get; init; }
    public required double AllocatedBytes { get; init; }
    public required double PauseP99Ms { get; init; }
    public required double HostMemoryMb { get; init; }

    public double CpuMs => HostCpuMs + PostgresCpuMs + BrokerCpuMs + GatewayCpuMs + ClientCpuMs;
}

/// <summary>Orders from the request to their end, as many as the product completes with so many on their way.</summary>
internal sealed class WholeOrders(BenchOptions options, CancellationToken stop)
{
    private const int MostFills = 240;
    private static readonly TimeSpan Fill = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmAgain = TimeSpan.FromSeconds(2);
    private readonly HashSet<Shop> _warm = [];

    /// <summary>One turn in a shop that stays open; returns when its orders are through, so that it idles in the turns of others.</summary>
    public async Task<Figures> MeasureAsync(OpenShops shops, ShopPlan plan, RequestPool pool, TimeSpan length, int? inFlight = null, int? connections = null)
    {
        var shop = await shops.OfAsync(plan, pool);
        var figures = await MeasureAsync(shop, pool, inFlight ?? options.InFlight, length, connections: connections);
        await Drain.UntilQuietAsync(shop, stop);
        return figures;
    }

    /// <summary>One run in a shop that is open; orders may be on their way afterwards.</summary>
    /// <param name="shop">Stocked.</param>
    /// <param name="pool">What is ordered.</param>
    /// <param name="inFlight">How many orders are on their way.</param>
    /// <param name="length">After the warm-up.</param>
    /// <param name="onBegin">Called when the measured time begins.</param>
    /// <param name="connections">That send; as the options say if null.</param>
    public async Task<Figures> MeasureAsync(Shop shop, RequestPool pool, int inFlight, TimeSpan length, Action? onBegin = null, int? connections = null)
    {
        var pace = new WindowPace(inFlight);
        var watch = new InFlight(shop, pace);
        using var load = shop.Load(connections ?? options.Connections ?? 64, pool, watch.Expect);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = load.RunAsync(pace, end.Token);
        var following = watch.FollowAsync(load, end.Token);
        try
        {
            await WithinAsync(_warm.Add(shop) ? options.Warmup : WarmAgain, sending, following);
            // On a slow machine the first orders may not be through yet: what is measured begins with a full pipe.
            for (var waited = 0; watch.Ended < inFlight && waited < MostFills; waited++)
                await WithinAsync(Fill, sending, following);
            return await CountAsync(shop, load, length, Pass);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(sending, following);
        }

        Task Pass()
        {
            onBegin?.Invoke();
            return WithinAsync(length, sending, following);
        }
    }

    private static async Task<Figures> CountAsync(Shop shop, HttpLoad load, TimeSpan length, Func<Task> pass)
    {
        var runtimes = shop.Hosts.Select(host => RuntimeWatch.Start(host.Id)).ToList();
        try
        {
            runtimes.ForEach(runtime => runtime.Take());
            load.NextStretch();
            var began = await Meter.ReadAsync(shop);
            await pass();
            var ended = await Meter.ReadAsync(shop);
            var tally = load.NextStretch();
            if (tally.Other > 0)
                throw new BenchException($"{tally.Other} requests were answered {tally.OtherStatus}.");
            var memory = shop.Hosts.Max(host => ProcessTimes.MemoryOf(host.Id)) / (1024.0 * 1024);
            // The counters of the runtime come once a second.
            await Task.Delay(TimeSpan.FromSeconds(1.2));
            var taken = runtimes.ConvertAll(runtime => runtime.Take());
            var completed = await OrderBooks.CompletedAsync(shop.Database, began.Clock, ended.Clock);
            if (completed == 0)
                throw new BenchException($"No order was completed within {length.TotalSeconds:0} s; {await OrderBooks.StatesAsync(shop.Database)}.");
            // They were counted for a little longer than the orders.
            var share = Stopwatch.GetElapsedTime(began.At, ended.At) / (Stopwatch.GetElapsedTime(began.At));
            return Of(began, ended, completed) with
            {
                AllocatedBytes = taken.Sum(one => one.Allocated) * share / completed,
                PauseP99Ms = taken.Max(one => one.Pauses.Ms(0.99)),
                HostMemoryMb = memory,
            };
        }
        finally
        {
            foreach (var runtime in runtimes)
                await runtime.DisposeAsync();
        }
    }

    private static Figures Of(Reading began, Reading ended, long completed) => new()
    {
        PerSecond = completed / (ended.Clock - began.Clock).TotalSeconds,
        Transactions = (double)(ended.Transactions - began.Transactions) / completed,
        Rollbacks = (double)(ended.Rollbacks - began.Rollbacks) / completed,
        WalBytes = (double)(ended.WalBytes - began.WalBytes) / completed,
        HostCpuMs = (ended.Host - began.Host) * 1000 / completed,
        PostgresCpuMs = (ended.Postgres - began.Postgres) * 1000 / completed,
        BrokerCpuMs = (ended.Broker - began.Broker) * 1000 / completed,
        GatewayCpuMs = (ended.Gateway - began.Gateway) * 1000 / completed,
        ClientCpuMs = (ended.Client - began.Client) * 1000 / completed,
        AllocatedBytes = 0,
        PauseP99Ms = 0,
        HostMemoryMb = 0,
    };

    // Ends early only with an error of those who work meanwhile.
    private async Task WithinAsync(TimeSpan time, params Task[] working)
    {
        var first = await Task.WhenAny([.. working, Task.Delay(time, stop)]);
        await first;
    }
}
