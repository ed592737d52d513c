using System.Globalization;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>Whole orders with everything that is measured and told, against nothing of it.</summary>
internal static class TelemetryBench
{
    private const string On = "telemetry";
    private const string Off = "nothing";

    // A few per cent are to be seen on machines that change their speed by more from minute to minute.
    private const int Turns = 4;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        await using var sink = await OtlpSink.StartAsync(options, stop);
        await using var shops = new OpenShops(options, stop);
        var whole = new WholeOrders(options, stop);
        var pool = OrderPools.Generated(options);
        var runs = await Rounds.RunAsync(options.Runs * Turns, new[] { Off, On }.Where(options.Wants).ToList(), MeasureAsync,
            figures => string.Create(CultureInfo.InvariantCulture, $"{figures.PerSecond:0} orders/s, {figures.HostCpuMs:0.000} ms CPU of the host an order"));
        report.Prove(await shops.ThenVerifyAsync());
        report.Note("Telemetry: /metrics scraped every second, metrics by OTLP every second and 1 % of the traces to a collector beside it. Nothing: no instrument is listened to, no span is made.");
        foreach (var (side, figures) in runs)
        {
            report.Add(
                new Measured($"{side}: orders completed", "orders/s", [.. figures.Select(run => run.PerSecond)]),
                new Measured($"{side}: CPU of the host an order", "ms", [.. figures.Select(run => run.HostCpuMs)]) { IsCost = true });
        }
        if (runs.Count == 2)
        {
            report.Add(
                Loss("throughput that telemetry costs", runs[Off], runs[On], run => run.PerSecond, 3),
                Loss("CPU of the host that telemetry costs", runs[On], runs[Off], run => run.HostCpuMs, null));
        }

        async Task<Figures> MeasureAsync(string side)
        {
            var shop = await shops.OfAsync(Plan(side, sink), pool);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var scraping = side == On ? ScrapeAsync(shop, end.Token) : Task.FromResult(0);
            var before = await TracesAsync(sink, stop);
            var figures = await whole.MeasureAsync(shops, shop.Plan, pool, options.Length(60) / Turns);
            await end.CancelAsync();
            // What is compared must have happened.
            if (side == On && (await scraping == 0 || await TracesAsync(sink, stop) == before))
                throw new BenchException("Nothing was scraped, or no trace came.");
            return figures;
        }
    }

    /// <summary>How much less <paramref name="less"/> is, in per cent, run by run.</summary>
    private static Measured Loss(string name, List<Figures> more, List<Figures> less, Func<Figures, double> of, double? target) =>
        new(name, "%", [.. Spread.Ratios([.. less.Select(of)], [.. more.Select(of)]).Select(ratio => (1 - ratio) * 100)]) { IsCost = true, Target = target };

    private static ShopPlan Plan(string side, ServerProcess sink) => side == On
        ? new ShopPlan(side).With("Telemetry__Otlp__Endpoint", sink.Address.GetLeftPart(UriPartial.Authority)).With("Telemetry__Sampling", "0.01").With("Telemetry__Otlp__MetricSeconds", "1")
        : new ShopPlan(side).With("Telemetry__Metrics__Collect", "false").With("Telemetry__Metrics__Access", "Off").With("Telemetry__GaugeSeconds", "300");

    private static async Task<int> ScrapeAsync(Shop shop, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = shop.Addresses[0] };
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var scrapes = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                scrapes += (await http.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative), stop)).Length > 1_000 ? 1 : 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return scrapes;
        }
        return scrapes;
    }

    private static async Task<long> TracesAsync(ServerProcess sink, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = sink.Address };
        return long.Parse(await http.GetStringAsync(new Uri("/traces", UriKind.Relative), stop), CultureInfo.InvariantCulture);
    }
}
