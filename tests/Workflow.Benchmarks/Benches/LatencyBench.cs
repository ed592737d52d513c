using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Report;
using Workflow.Benchmarks.World;
using Workflow.Tools;

namespace Workflow.Benchmarks.Benches;

/// <summary>One order at a time on an idle machine, from the request to the moment at which the database shows it Completed.</summary>
internal static class LatencyBench
{
    private const string Embedded = "embedded";
    private const string RabbitMq = "rabbitmq";

    // Between two questions to the database: the error of a figure, and a fifth of a core.
    private const int PauseMicroseconds = 400;

    public static async Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var pool = OrderPools.Generated(options);
        await using var shops = new OpenShops(options, stop);
        var sides = new[] { Embedded, RabbitMq }.Where(options.Wants).ToList();
        var runs = await Rounds.RunAsync(options.Runs, sides, MeasureAsync, Text);
        foreach (var side in sides)
            AddRows(report, side, runs[side]);
        report.Prove(await shops.ThenVerifyAsync());
        report.Add(Picture.OfLatencies("distribution", "Request to Completed, one order at a time", [.. sides.Select(side => (side, Sum(runs[side])))]));

        async Task<Latencies> MeasureAsync(string side)
        {
            var plan = new ShopPlan(side) { Transport = side == RabbitMq ? Transport.RabbitMq : Transport.Embedded };
            var shop = await shops.OfAsync(plan, pool, opened => OneByOneAsync(opened, pool, options.Warmup, stop));
            return await OneByOneAsync(shop, pool, options.Length(30), stop);
        }
    }

    /// <summary>Orders one after the other for so long.</summary>
    public static Task<Latencies> OneByOneAsync(Shop shop, RequestPool pool, TimeSpan length, CancellationToken stop) =>
        Task.Factory.StartNew(() => OneByOne(shop, pool, length, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Latencies OneByOne(Shop shop, RequestPool pool, TimeSpan length, CancellationToken stop)
    {
        var latencies = new Latencies();
        using var connection = new HttpConnection(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, shop.Addresses[0].Port));
        using var database = shop.Database.OpenConnection();
        using var question = new NpgsqlCommand("SELECT EXISTS (SELECT FROM orders.saga WHERE order_id = $1 AND state = 'Completed')", database);
        var order = question.Parameters.Add(new NpgsqlParameter<Guid>());
        question.Prepare();
        var request = new byte[pool.Longest];
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            stop.ThrowIfCancellationRequested();
            var sent = Stopwatch.GetTimestamp();
            connection.Send(request.AsSpan(0, pool.Next(request)), sent);
            ((NpgsqlParameter<Guid>)order).TypedValue = Accepted(connection);
            while (question.ExecuteScalar() is not true)
            {
                if (Stopwatch.GetElapsedTime(sent) > TimeSpan.FromSeconds(60))
                    throw new BenchException("An order was not completed within 60 s.");
                Nap.For(PauseMicroseconds);
            }
            latencies.Record(Stopwatch.GetElapsedTime(sent));
            // A little time of its own for what comes after the end, never the same.
            Thread.Sleep(Random.Shared.Next(2, 12));
        }
        return latencies;
    }

    private static Guid Accepted(HttpConnection connection)
    {
        ReadOnlySpan<byte> answer;
        while (!connection.TryReceive(out answer))
            connection.Socket.Poll(TimeSpan.FromSeconds(1), System.Net.Sockets.SelectMode.SelectRead);
        return Answer.OrderIdOf(answer) ?? throw new BenchException($"An order was answered {Answer.StatusOf(answer)}.");
    }

    private static void AddRows(BenchReport report, string side, List<Latencies> runs)
    {
        var isEmbedded = side == Embedded;
        report.Add(
            Row("p50", 0.5, isEmbedded ? (15, 8) : (30, 15)),
            Row("p99", 0.99, isEmbedded ? (50, 25) : (80, 50)),
            Row("p99.9", 0.999, null));

        Measured Row(string name, double share, (double Target, double Goal)? wanted) =>
            new($"{side}: {name}", "ms", [.. runs.Select(run => run.Ms(share))]) { Target = wanted?.Target, Goal = wanted?.Goal, IsCost = true };
    }

    private static Latencies Sum(IEnumerable<Latencies> runs)
    {
        var sum = new Latencies();
        foreach (var run in runs)
            sum.Add(run);
        return sum;
    }

    private static string Text(Latencies run) => string.Create(CultureInfo.InvariantCulture,
        $"{run.Count} orders, p50 {run.Ms(0.5):0.0} ms, p99 {run.Ms(0.99):0.0} ms, p99.9 {run.Ms(0.999):0.0} ms");
}
