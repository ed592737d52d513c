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

/// <summary>A run from its first line to its last, in the order in which it happens.</summary>
internal sealed class TortureRun(TortureOptions options, TimeProvider time)
{
    // Longer than most faults: only some clients go away without an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var plan = FaultPlan.Create(options);
        Say($"Seed {options.Seed}: {plan.Count} faults in {options.Length.TotalMinutes:0.##} minutes, {options.Hosts} hosts, {options.Rate} orders/s.");
        foreach (var fault in plan)
            Say($"  {fault}");
        var result = await WithWorldAsync(plan, stop);
        if (result.IsGood && options.IsDataTemporary)
            Directory.Delete(options.DataDirectory, recursive: true);
        Summary.Write(Console.Out, result);
        Console.WriteLine();
        Console.WriteLine(result.ToJson());
        return result.IsGood ? 0 : 1;
    }

    private async Task<TortureResult> WithWorldAsync(IReadOnlyList<PlannedFault> plan, CancellationToken stop)
    {
        Say($"Starting everything in {options.DataDirectory} ...");
        await using var world = await TortureWorld.CreateAsync(options, plan, stop);
        var orders = GeneratedOrders.Create((int)(options.Rate * options.Length.TotalSeconds), options.Seed);
        await StockLoader.LoadAsync(world.Hosts[0].Address, world.AdminKey, StockPlan.For(orders, scarce: 0.01, options.Seed), stop);
        var books = new Books(world.Database);
        var ledger = new ClientLedger(time);
        using var client = new GoodClient([.. world.Hosts.Select(host => host.Address)], ledger, Patience, time);
        using var operators = new Operators(world, books);
        var poison = new PoisonMessages(world, books);
        var load = new OrderLoad(orders, client, options, time);
        var runner = new FaultRunner(world, plan, poison, operators, time);

        var clients = await HurtAsync(load, runner, new LiveLine(ledger, load, runner, books, time), ledger, stop);
        Say($"Healing everything ...");
        await runner.HealAsync();
        Say($"Waiting until no order is unfinished ...");
        var drain = await new Drain(books, load, poison, operators, time).RunAsync(options.DrainLimit, stop);
        await clients.WaitAsync(options.DrainLimit, stop);

        var judgement = Judgement.Of(ledger.Promises, await books.OrdersAsync());
        var deadLetters = DeadLetterJudgement.Of(poison.Sent, await books.DeadLettersAsync());
        var hub = await HubCheck.RunAsync(world.Kafka, books, stop);
        Say($"Verifying ...");
        var violations = await Verifier.CountViolationsAsync(options.HostDll, world.Database, world.Gateway.Url);
        if (judgement.Unfinished > 0 || !deadLetters.IsGood)
            (await books.LeftoversAsync()).ForEach(Console.WriteLine);
        foreach (var wrong in load.WrongAnswers.Take(5))
            Console.WriteLine($"{wrong}{HostLogs.WhyOf(wrong, options.DataDirectory)}");
        var unclean = await world.StopHostsAsync();
        foreach (var host in unclean)
            Say($"{host} did not end in order.");
        return new TortureResult
        {
            Seed = options.Seed,
            Transport = options.Transport,
            Cluster = options.Cluster,
            Hosts = options.Hosts,
            Minutes = Math.Round(options.Length.TotalMinutes, 2),
            Sent = ledger.Sent,
            Acknowledged = judgement.Acknowledged,
            Lost = judgement.Lost,
            Unexpected = judgement.Unexpected,
            Duplicated = judgement.Duplicated,
            Recovered = judgement.Recovered,
            Violations = violations,
            Unfinished = judgement.Unfinished,
            WrongAnswers = load.WrongAnswers.Count,
            DeadLetters = deadLetters,
            Hub = hub,
            Faults = runner.Counts,
            DrainSeconds = Math.Round(drain, 1),
            LongestUnavailableMs = Math.Round(ledger.LongestUnavailable.TotalMilliseconds),
            Waits = ledger.Waits,
            Retried = operators.Pressed,
            Surprises = world.Hosts.Sum(host => host.Surprises),
            UncleanStops = unclean.Count,
            HostMemoryMb = (int)(world.Hosts.Max(host => host.PeakMemory) / (1024 * 1024)),
        };
    }

    /// <summary>Orders and faults side by side; returns with the clients that still wait for their answers.</summary>
    private async Task<Task> HurtAsync(OrderLoad load, FaultRunner runner, LiveLine line, ClientLedger ledger, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(options.Length);
        ledger.Begin();
        var sending = load.SendAsync(end.Token, stop);
        var breaking = runner.RunAsync(end.Token);
        await line.RunAsync(Task.WhenAll(sending, breaking), stop);
        ledger.MarkAnswer();
        await breaking;
        return await sending;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
