using System.Collections.Concurrent;
using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.World;

/// <summary>
/// Keeps the number of orders on their way near a limit. It follows one order in sixteen to its end and takes them for
/// all, so that the database is asked for a few hundred keys a second.
/// </summary>
internal sealed class InFlight(Shop shop, WindowPace pace, int share = 16)
{
    private const int MostAsked = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentQueue<Guid> _open = new();
    private long _accepted;
    private long _ended;

    /// <summary>Orders that have ended, as far as the sample tells.</summary>
    public long Ended => Interlocked.Read(ref _ended) * share;

    /// <summary>For <see cref="HttpLoad.OnAccepted"/>.</summary>
    public void Expect(Guid order)
    {
        if (_accepted++ % share == 0)
            _open.Enqueue(order);
    }

    /// <summary>Until it is stopped; refused requests are over at once.</summary>
    public async Task FollowAsync(HttpLoad load, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var before = _open.Count;
            await LookAsync(stop);
            pace.SetDone(_ended * share + load.Answered - load.Accepted);
            shop.MustRun();
            if (before <= MostAsked)
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var asked = new HashSet<Guid>();
        while (asked.Count < MostAsked && _open.TryDequeue(out var order))
            asked.Add(order);
        if (asked.Count == 0)
            return;
        try
        {
            foreach (var order in await OrderBooks.EndedAsync(shop.Database, [.. asked], stop))
            {
                asked.Remove(order);
                _ended++;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        // To the back: those that take long must not keep the others from being seen.
        foreach (var order in asked)
            _open.Enqueue(order);
    }
}
