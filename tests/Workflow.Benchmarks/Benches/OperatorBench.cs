using System.Globalization;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>What operators wait for on a full database, and what the workflow loses while ten of them browse.</summary>
internal static class OperatorBench
{
    private const string Alone = "alone";
    private const string Browsed = "browsed";
    private const string Reads = "reads";
    private const int Operators = 10;
    private const int Templates = 1_000;
    private const int Letters = 5_000;
    private const int UsualFinished = 1_000_000;

    // A few per cent are to be seen on machines that change their speed by more from minute to minute.
    private const int Turns = 4;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var pool = OrderPools.Generated(options);
        await using var shop = await Shop.OpenAsync(options, new ShopPlan("operator"), stop);
        await shop.StockAsync(pool.Orders, stop);
        var finished = options.FinishedIfGiven ?? UsualFinished;
        await FillAsync(shop, pool, (finished, options), stop);
        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"{finished:#,0} finished, {options.Running:#,0} running and {options.Suspended:#,0} suspended orders, {Letters:#,0} dead letters, copied from what the product made; taken out again before verify."));
        using (var reads = await OperatorReads.OpenAsync(shop, stop))
        {
            if (options.Wants(Reads))
                await AskAsync(options, report, reads, stop);
            await CompareAsync((options, shop, pool, reads), report, stop);
        }
        await EmptyAsync(shop, stop);
        report.Prove(await Drain.ThenVerifyAsync(shop, stop));
    }

    private static async Task FillAsync(Shop shop, RequestPool pool, (int Finished, BenchOptions Options) past, CancellationToken stop)
    {
        using (var load = shop.Load(16, pool))
            await load.RunAsync(new CountedPace(Math.Clamp(past.Finished / 20, 20, Templates)), stop);
        await Drain.UntilQuietAsync(shop, stop);
        await ExecuteAsync(shop, string.Create(CultureInfo.InvariantCulture,
            $$"""
            INSERT INTO messaging.dead_letter (dead_letter_id, message_id, destination, message_type, body, reason, error, attempts, first_at, last_at, fingerprint)
            SELECT gen_random_uuid(), gen_random_uuid(), 'queue:stock', 'reserve-stock.v1', '{}', 'out of attempts', 'error ' || n % 20, 10, now() - interval '1 day',
                now() - n * interval '1 second', lpad(to_hex(n % 20), 16, '0') FROM generate_series(1, {{Letters}}) AS n
            """), stop);
        await Clones.AddAsync(shop.Database, past.Finished, past.Options.Running, stop, past.Options.Suspended);
        Console.WriteLine($"  loaded, {await SizeAsync(shop, stop)} on disk");
        // So that the copies are counted, too.
        await ExecuteAsync(shop, "TRUNCATE admin.finished_minute", stop);
    }

    private static async Task EmptyAsync(Shop shop, CancellationToken stop)
    {
        await Clones.RemoveAsync(shop.Database, stop);
        await ExecuteAsync(shop, "DELETE FROM messaging.dead_letter WHERE body = '{}'", stop);
    }

    private static async Task AskAsync(BenchOptions options, BenchReport report, OperatorReads reads, CancellationToken stop)
    {
        Dictionary<string, List<double>> medians = [];
        List<double> previews = [];
        var times = options.Quick ? 5 : 11;
        // The first answers are those of a compiler that works.
        await reads.AskAsync(2, stop);
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (path, found) in await reads.AskAsync(times, stop))
                (medians.TryGetValue(path, out var before) ? before : medians[path] = []).Add(Spread.Median(found));
            List<double> previewed = [];
            for (var i = 0; i < 3; i++)
                previewed.Add(await reads.PreviewAsync(stop));
            previews.Add(Spread.Median(previewed));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  run {run + 1} of {options.Runs}, {Reads}: slowest {medians.MaxBy(path => path.Value[^1]).Key} {medians.Max(path => path.Value[^1]):0.0} ms, preview {previews[^1]:0} ms"));
        }
        report.Add(new Measured("slowest list, page or order, median", "ms", [.. Enumerable.Range(0, options.Runs).Select(run => medians.Values.Max(path => path[run]))]) { IsCost = true, Target = 100 });
        report.Add(new Measured(string.Create(CultureInfo.InvariantCulture, $"preview of a bulk of {options.Suspended:#,0}"), "ms", previews) { IsCost = true, Target = 1_000 });
        foreach (var (path, found) in medians)
            report.Add(new Measured(reads.NameOf(path), "ms", found) { IsCost = true, Target = 100 });
    }

    private static async Task CompareAsync((BenchOptions Options, Shop Shop, RequestPool Pool, OperatorReads Reads) all, BenchReport report, CancellationToken stop)
    {
        var sides = new[] { Alone, Browsed }.Where(all.Options.Wants).ToList();
        var whole = new WholeOrders(all.Options, stop);
        var runs = await Rounds.RunAsync(all.Options.Runs * Turns, sides, MeasureAsync,
            run => string.Create(CultureInfo.InvariantCulture, $"{run.Figures.PerSecond:0} orders/s, {run.Looks} looks of operators"));
        foreach (var side in sides)
            report.Add(new Measured($"{side}: orders completed", "orders/s", [.. runs[side].Select(run => run.Figures.PerSecond)]));
        if (sides.Count == 2)
        {
            var ratios = Spread.Ratios([.. runs[Browsed].Select(run => run.Figures.PerSecond)], [.. runs[Alone].Select(run => run.Figures.PerSecond)]);
            report.Add(new Measured($"throughput lost while {Operators} operators browse", "%", [.. ratios.Select(ratio => (1 - ratio) * 100)]) { IsCost = true, Target = 5 });
        }

        async Task<(Figures Figures, int Looks)> MeasureAsync(string side)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var browsing = Enumerable.Range(0, side == Browsed ? Operators : 0).Select(number => all.Reads.BrowseAsync(number, end.Token)).ToList();
            try
            {
                var figures = await whole.MeasureAsync(all.Shop, all.Pool, all.Options.InFlight, all.Options.Length(60) / Turns);
                await end.CancelAsync();
                var looks = (await Task.WhenAll(browsing)).Sum();
                return side == Browsed && looks < Operators ? throw new BenchException("The operators did not browse.") : (figures, looks);
            }
            finally
            {
                await end.CancelAsync();
            }
        }
    }

    private static async Task<string> SizeAsync(Shop shop, CancellationToken stop)
    {
        await using var command = shop.Database.CreateCommand("SELECT pg_size_pretty(pg_database_size(current_database()))");
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }

    // Only numbers are put together here, none of them from outside.
    private static async Task ExecuteAsync(Shop shop, string sql, CancellationToken stop)
    {
        await using var command = shop.Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stop);
    }
}
