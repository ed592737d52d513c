using System.Collections.Concurrent;
using Workflow.Demo.Input;
using Workflow.Tools;

namespace Workflow.Torture.Load;

/// <summary>Orders at a steady rate, whatever becomes of the earlier ones, up to as many clients as may wait at once.</summary>
internal sealed class OrderLoad(IReadOnlyList<DemoOrder> orders, GoodClient client, TortureOptions options, TimeProvider time)
{
    private const int MostAtOnce = 400;
    private const double CancelledShare = 0.03;
    private readonly ConcurrentDictionary<string, byte> _refused = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Clients that have no final answer yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Answers that no good client should ever get.</summary>
    public IReadOnlyCollection<string> WrongAnswers => [.. _refused.Keys];

    /// <summary>Returns when <paramref name="end"/> comes or all orders are sent; the clients go on.</summary>
    public async Task<Task> SendAsync(CancellationToken end, CancellationToken stop)
    {
        var clients = new ConcurrentBag<Task>();
        var began = time.GetTimestamp();
        for (var i = 0; i < orders.Count && !end.IsCancellationRequested; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / options.Rate) - time.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (Waiting >= MostAtOnce && !end.IsCancellationRequested)
                await Task.Delay(5, CancellationToken.None);
            if (!end.IsCancellationRequested)
                clients.Add(ServeAsync(orders[i], stop));
        }
        return Task.WhenAll(clients);
    }

    private async Task ServeAsync(DemoOrder order, CancellationToken stop)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            if (await client.OrderAsync(order, stop) is { } orderId && StableHash.Point(options.Seed, order.Key, "cancelled") < CancelledShare)
                await client.CancelAsync(orderId, stop);
        }
        catch (InvalidOperationException e)
        {
            _refused.TryAdd(e.Message, 0);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
