using System.Globalization;
using Workflow.Demo.Ends;
using Workflow.Demo.Hub;
using Workflow.Demo.Input;
using Workflow.Demo.Processes;
using Workflow.Demo.Replay;
using Workflow.Demo.Report;
using Workflow.Tools;

namespace Workflow.Demo;

/// <summary>The demo from its first line to its last, in the order in which it happens.</summary>
internal sealed class DemoRun(DemoOptions options, TimeProvider time, CancellationToken force)
{
    private static readonly TimeSpan HostStopLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan GatewayStopLimit = TimeSpan.FromSeconds(15);
    private readonly HashSet<Guid> _new = [];
    private bool _stoppedCleanly = true;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var orders = ReadOrders();
        var plan = StockPlan.For(orders, options.Scarce, options.Seed);
        await DataDirectory.PrepareAsync(options, stop);

        var result = await WithGatewayAsync(orders, plan, stop);
        Summary.Write(Console.Out, result);
        if (!_stoppedCleanly)
            Console.WriteLine("\nA process did not end cleanly; see its log.");
        Console.WriteLine();
        Console.WriteLine(result.ToJson());
        return result.IsGood && _stoppedCleanly ? 0 : 1;
    }

    private List<DemoOrder> ReadOrders()
    {
        var orders = options.Input is { } input
            ? OrderFile.Read(input, options.Limit)
            : GeneratedOrders.Create(Math.Min(options.Orders, options.Limit ?? int.MaxValue), options.Seed);
        if (orders.Count == 0)
            throw new DemoException("There is no order to send.");
        Say($"{orders.Count:N0} orders {(options.Input is null ? "generated" : $"read from {options.Input}")}.");
        return orders;
    }

    private async Task<DemoResult> WithGatewayAsync(List<DemoOrder> orders, StockPlan plan, CancellationToken stop)
    {
        var (gateway, url) = await GatewayChild.StartAsync(options, stop);
        await using (gateway)
        {
            try
            {
                Say($"Payment provider stand-in listens on {url}.");
                return await WithBrokerAsync(orders, plan, url, stop);
            }
            finally
            {
                await StopAsync(gateway, GatewayStopLimit);
            }
        }
    }

    private async Task<DemoResult> WithBrokerAsync(List<DemoOrder> orders, StockPlan plan, string gatewayUrl, CancellationToken stop)
    {
        using var kafka = options.Kafka ? DemoKafka.Start(orders.Count) : null;
        if (kafka is not null)
            kafka.Introduce();
        if (options.Transport is Transport.Embedded)
            return await WithHostsAsync(orders, plan, (gatewayUrl, new Brokers(null, kafka)), stop);
        Say($"Starting a private RabbitMQ node in {options.BrokerDirectory} ...");
        await using var broker = await RabbitMqNode.StartAsync(options.BrokerDirectory, stop);
        return await WithHostsAsync(orders, plan, (gatewayUrl, new Brokers(broker, kafka)), stop);
    }

    private async Task<DemoResult> WithHostsAsync(List<DemoOrder> orders, StockPlan plan, (string GatewayUrl, Brokers Brokers) use, CancellationToken stop)
    {
        Say($"Starting the workflow with its private database in {options.DataDirectory} ...");
        await using var hosts = await HostGroup.StartAsync(options, use.GatewayUrl, use.Brokers, stop);
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ended = hosts.AnyExitedAsync().ContinueWith(_ => alive.Cancel(), TaskScheduler.Default);
        try
        {
            Say($"The workflow is ready on {string.Join(" and ", hosts.Addresses.Select(address => address.GetLeftPart(UriPartial.Authority)))}.");
            var result = await WithOrdersAsync(orders, plan, hosts, use.GatewayUrl, alive.Token);
            return use.Brokers.Kafka is { } kafka ? result with { Hub = await ReadAsync(kafka, hosts.ConnectionString, alive.Token) } : result;
        }
        catch (Exception) when (hosts.Ended is not null && !stop.IsCancellationRequested)
        {
            var one = hosts.Ended;
            throw new DemoException($"The workflow ended with exit code {one.ExitCode}, before the demo was over. Its last lines:\n{one.LastLines}");
        }
        finally
        {
            await Task.WhenAll(hosts.Processes.Select(process => StopAsync(process, HostStopLimit)));
            await ended;
        }
    }

    private async Task<DemoResult> WithOrdersAsync(List<DemoOrder> orders, StockPlan plan, HostGroup hosts, string gatewayUrl, CancellationToken stop)
    {
        var applied = await StockLoader.LoadAsync(hosts.Addresses[0], hosts.AdminKey, plan, stop);
        Say($"{plan.Goods.Count:N0} products {(applied ? "brought to stock" : "are on stock from an earlier run")}, {plan.ScarceProducts:N0} of them with half of what is wanted.");

        await using var ends = new OrderEnds(hosts.ConnectionString);
        using var client = new OrderClient(hosts.Addresses, options.Concurrency, options.GiveUpAfter, time);
        var watch = new EndWatch(ends, options.GiveUpAfter, time);
        var replay = new OrderReplay(orders, client, watch, options);
        await ReplayAsync(replay, watch, stop);

        var final = await ends.FinalAsync(replay.Outcomes.Where(outcome => outcome.Accepted).Select(outcome => outcome.OrderId), stop);
        // Of the others an earlier run has told, to brokers that are gone.
        _new.UnionWith(replay.Outcomes.Where(outcome => outcome is { Accepted: true, Replayed: false }).Select(outcome => outcome.OrderId));
        Say($"Verifying ...");
        var violations = await VerifyChild.RunAsync(options, hosts.ConnectionString, gatewayUrl, stop);
        return DemoResult.From(replay.Outcomes, final, watch.LastSeenAt, client.Waits, violations) with { Transport = options.Transport, Hosts = options.Hosts };
    }

    private async Task<EventJudgement?> ReadAsync(DemoKafka kafka, string database, CancellationToken stop)
    {
        if (!Kcat.IsInstalled)
        {
            Say($"kcat is not installed, so nobody reads what Kafka was told.");
            return null;
        }
        Say($"Reading order-events with kcat ...");
        return await new KcatCheck(kafka.BootstrapServers, database, options.GiveUpAfter, time).RunAsync(_new, stop);
    }

    private async Task ReplayAsync(OrderReplay replay, EndWatch watch, CancellationToken stop)
    {
        Say($"Sending over {options.Concurrency:N0} connections ...");
        var sending = replay.RunAsync(stop);
        var work = Task.WhenAll(sending, watch.RunAsync(sending, stop));
        await new ProgressLine(replay, watch, time).RunAsync(work, stop);
        await work;
        if (watch.Done < replay.Accepted && watch.LastError is { } error)
            Say($"The database answered last: {error}");
    }

    private async Task StopAsync(ChildProcess child, TimeSpan patience)
    {
        await using var registration = force.Register(child.Kill);
        // One that ended before it was asked to is somebody else's news.
        if (child.Exited.IsCompleted || await child.StopAsync(patience))
            return;
        _stoppedCleanly = false;
        Console.Error.WriteLine($"{child.Name} did not end cleanly (exit code {child.ExitCode}). Its last lines:\n{child.LastLines}");
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
