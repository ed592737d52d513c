using System.Collections.Concurrent;
using Npgsql;

namespace Workflow.Demo.Ends;

/// <summary>Follows the accepted orders to their ends, a few at a time, so that watching costs the database next to nothing.</summary>
internal sealed class EndWatch(OrderEnds ends, TimeSpan giveUpAfter, TimeProvider time)
{
    private const int Window = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentQueue<Guid> _open = new();
    private int _completed;
    private int _rejected;
    private int _cancelled;
    private int _suspended;

    public int Completed => Volatile.Read(ref _completed);
    public int Rejected => Volatile.Read(ref _rejected);
    public int Cancelled => Volatile.Read(ref _cancelled);
    public int Suspended => Volatile.Read(ref _suspended);
    public int Done => Completed + Rejected + Cancelled + Suspended;

    /// <summary>When an end was last seen, UTC; null before the first.</summary>
    public DateTime? LastSeenAt { get; private set; }

    /// <summary>The last answer of the database that was an error; for the report when orders stay open.</summary>
    public string? LastError { get; private set; }

    public void Expect(Guid orderId) => _open.Enqueue(orderId);

    /// <summary>Returns when <paramref name="sending"/> is over and no order is open, or when none has ended for too long.</summary>
    public async Task RunAsync(Task sending, CancellationToken stop)
    {
        var lastProgress = time.GetTimestamp();
        while (!(sending.IsCompleted && _open.IsEmpty) && !sending.IsFaulted)
        {
            var isSending = !sending.IsCompleted;
            var (asked, ended) = await LookAsync(stop);
            if (ended > 0 || isSending)
                lastProgress = time.GetTimestamp();
            else if (time.GetElapsedTime(lastProgress) > giveUpAfter)
                return;
            // Nearly all of a full window had ended: there are more behind it.
            if (asked < Window || ended < asked * 3 / 4)
                await Task.Delay(Pause, time, stop);
        }
    }

    private async Task<(int Asked, int Ended)> LookAsync(CancellationToken stop)
    {
        var asked = new HashSet<Guid>(Window);
        while (asked.Count < Window && _open.TryDequeue(out var order))
            asked.Add(order);
        if (asked.Count == 0)
            return (0, 0);
        var ended = await EndedAsync([.. asked], stop);
        foreach (var end in ended)
        {
            asked.Remove(end.OrderId);
            Count(end.State);
        }
        // To the back: those that take long must not keep the others from being seen.
        foreach (var order in asked)
            _open.Enqueue(order);
        return (asked.Count + ended.Count, ended.Count);
    }

    private async Task<List<OrderEnd>> EndedAsync(Guid[] asked, CancellationToken stop)
    {
        try
        {
            var ended = await ends.AmongAsync(asked, stop);
            if (ended.Count > 0)
                LastSeenAt = time.GetUtcNow().UtcDateTime;
            return ended;
        }
        catch (NpgsqlException e)
        {
            // The database may be starting again after a crash; the watch gives up by its own clock.
            LastError = e.Message;
            return [];
        }
    }

    private void Count(string state)
    {
        switch (state)
        {
            case OrderEnds.Completed: Interlocked.Increment(ref _completed); break;
            case OrderEnds.Rejected: Interlocked.Increment(ref _rejected); break;
            case OrderEnds.Cancelled: Interlocked.Increment(ref _cancelled); break;
            default: Interlocked.Increment(ref _suspended); break;
        }
    }
}
