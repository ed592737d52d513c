using System.Globalization;
using Workflow.Demo.Input;
using Workflow.Demo.Replay;
using Workflow.Torture.Faults;
using Workflow.Torture.Judge;
using Workflow.Torture.Load;
using Workflow.Torture.Plan;
using Workflow.Torture.Report;
using Workflow.Torture.World;

namespace Workflow.Torture;

/// <summary>Each fault alone, under load, healed and judged before the next: so that what is found has one cause.</summary>
internal sealed class OneByOneRun(TortureOptions options, TimeProvider time)
{
    private const int OrdersForEach = 2_000;
    private const int LeastSeconds = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(3);
    private readonly ClientLedger _ledger = new(time);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        Say($"Seed {options.Seed}: {options.Faults.Count} faults one by one, {options.Hosts} hosts, {options.Rate} orders/s.");
        Say($"Starting everything in {options.DataDirectory} ...");
        var results = new Dictionary<string, FaultResult>(StringComparer.Ordinal);
        await using (var world = await TortureWorld.CreateAsync(options, [], stop))
            await JudgeAllAsync(world, results, stop);
        if (results.Values.All(result => result.IsGood) && options.IsDataTemporary)
            Directory.Delete(options.DataDirectory, recursive: true);
        Console.WriteLine();
        Console.WriteLine(new OneByOneResult(options.Seed, options.Transport, options.Cluster, options.Hosts, results).ToJson());
        return results.Values.All(result => result.IsGood) ? 0 : 1;
    }

    private async Task JudgeAllAsync(TortureWorld world, Dictionary<string, FaultResult> results, CancellationToken stop)
    {
        var orders = GeneratedOrders.Create(OrdersForEach * options.Faults.Count, options.Seed);
        await StockLoader.LoadAsync(world.Hosts[0].Address, world.AdminKey, StockPlan.For(orders, scarce: 0.01, options.Seed), stop);
        var books = new Books(world.Database);
        using var operators = new Operators(world, books);
        var scene = new Scene(world, books, operators, new PoisonMessages(world, books));
        foreach (var (number, kind) in options.Faults.Index())
        {
            var result = await JudgeAsync(scene, kind, orders.GetRange(number * OrdersForEach, OrdersForEach), stop);
            results[kind.Name] = result;
            Say($"  {(result.IsGood ? "good" : "BAD "),-5} {kind.Name,-28} {result}");
            if (!result.IsGood)
                (await books.LeftoversAsync()).ForEach(Console.WriteLine);
        }
    }

    private async Task<FaultResult> JudgeAsync(Scene scene, FaultKind kind, IReadOnlyList<DemoOrder> orders, CancellationToken stop)
    {
        var (world, books, operators, poison) = scene;
        var seconds = kind.IsWholeRun ? LeastSeconds : Math.Clamp(LeastSeconds, kind.From, kind.To);
        // The last of the hosts or nodes: the clients' first choice is another.
        var target = kind.Target is TargetKind.Host ? options.Hosts : Math.Max(options.BrokerNodes, 1);
        var fault = new PlannedFault(0, kind, target, seconds, Detail: 0);
        var runner = new FaultRunner(world, [], poison, operators, time);
        using var client = new GoodClient([.. world.Hosts.Select(host => host.Address)], _ledger, Patience, time);
        var load = new OrderLoad(orders, client, options, time);
        var before = _ledger.Acknowledged;

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = load.SendAsync(end.Token, stop);
        await Task.Delay(Before, time, stop);
        _ledger.Begin();
        var happened = await runner.TryAsync(fault, stop);
        await Task.Delay(After, time, stop);
        _ledger.MarkAnswer();
        await end.CancelAsync();
        var clients = await sending;
        await runner.HealAsync();
        var drain = await new Drain(books, load, poison, operators, time).RunAsync(options.DrainLimit, stop);
        await clients.WaitAsync(options.DrainLimit, stop);

        var hub = await HubCheck.RunAsync(world.Kafka, books, stop);
        var judgement = Judgement.Of(_ledger.Promises, await books.OrdersAsync());
        return new FaultResult
        {
            Happened = happened,
            Seconds = seconds,
            Acknowledged = _ledger.Acknowledged - before,
            Lost = judgement.Lost,
            Unexpected = judgement.Unexpected,
            Duplicated = judgement.Duplicated,
            Unfinished = judgement.Unfinished,
            Violations = await Verifier.CountViolationsAsync(options.HostDll, world.Database, world.Gateway.Url),
            WrongAnswers = load.WrongAnswers.Count,
            WrongDeadLetters = DeadLetterJudgement.Of(poison.Sent, await books.DeadLettersAsync()).Wrong,
            HubWrong = hub?.Wrong,
            DrainSeconds = Math.Round(drain, 1),
            LongestUnavailableMs = Math.Round(_ledger.LongestUnavailable.TotalMilliseconds),
        };
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private sealed record Scene(TortureWorld World, Books Books, Operators Operators, PoisonMessages Poison);
}
