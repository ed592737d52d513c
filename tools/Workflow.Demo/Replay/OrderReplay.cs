using Workflow.Demo.Ends;
using Workflow.Demo.Input;
using Workflow.Tools;

namespace Workflow.Demo.Replay;

/// <summary>Sends all orders, in input order, over a fixed number of connections.</summary>
internal sealed class OrderReplay(IReadOnlyList<DemoOrder> orders, OrderClient client, EndWatch ends, DemoOptions options)
{
    private readonly OrderOutcome[] _outcomes = new OrderOutcome[orders.Count];
    private int _next = -1;
    private int _submitted;
    private int _accepted;
    private int _refused;

    public int Total => orders.Count;
    public int Submitted => Volatile.Read(ref _submitted);
    public int Accepted => Volatile.Read(ref _accepted);
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>One for each order, in input order; complete when <see cref="RunAsync"/> has ended.</summary>
    public IReadOnlyList<OrderOutcome> Outcomes => _outcomes;

    public async Task RunAsync(CancellationToken stop)
    {
        // One that fails must end all: the rest would go on sending to nobody's use.
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var senders = Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(() => SendAsync(all.Token), stop)).ToList();
        var running = new List<Task>(senders);
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
                await all.CancelAsync();
        }
        await Task.WhenAll(senders.OrderBy(sender => sender.IsFaulted ? 0 : 1));
    }

    private async Task SendAsync(CancellationToken stop)
    {
        while (Interlocked.Increment(ref _next) is var index && index < orders.Count)
        {
            var outcome = await client.SubmitAsync(orders[index], stop);
            _outcomes[index] = outcome;
            Interlocked.Increment(ref _submitted);
            if (outcome.RefusedBy is not null)
                Interlocked.Increment(ref _refused);
            if (outcome.Accepted)
                await AcceptedAsync(orders[index], outcome.OrderId, stop);
        }
    }

    private async ValueTask AcceptedAsync(DemoOrder order, Guid orderId, CancellationToken stop)
    {
        Interlocked.Increment(ref _accepted);
        ends.Expect(orderId);
        if (StableHash.Point(options.Seed, order.Key, "cancelled") < options.Cancelled)
            await client.CancelAsync(orderId, stop);
    }
}
