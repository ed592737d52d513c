namespace Workflow.Benchmarks.World;

/// <summary>Waits until every accepted order has ended, and asks for the proof.</summary>
internal static class Drain
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Without a limit, as long as orders end.</summary>
    /// <exception cref="BenchException">No order has ended for a minute.</exception>
    public static async Task UntilQuietAsync(Shop shop, CancellationToken stop)
    {
        var last = await OrderBooks.StandingAsync(shop.Database, stop);
        var since = DateTime.UtcNow;
        while (last.Ended < last.Orders || last.Outbox > 0)
        {
            // The running ones by their index first: counting millions of ended ones would slow down the others.
            await Task.Delay(Pause, stop);
            shop.MustRun();
            if (await OrderBooks.AnyRunningAsync(shop.Database, stop) && DateTime.UtcNow - since < TimeSpan.FromSeconds(30))
                continue;
            var now = await OrderBooks.StandingAsync(shop.Database, stop);
            if (now.Ended > last.Ended || now.Outbox < last.Outbox)
                since = DateTime.UtcNow;
            else if (DateTime.UtcNow - since > TimeSpan.FromSeconds(60))
                throw new BenchException($"Of {now.Orders} orders {now.Ended} have ended, {now.Outbox} messages wait, and nothing moves.");
            last = now;
        }
    }

    /// <summary>Waits for the end of all, then counts what the proof finds.</summary>
    public static async Task<int> ThenVerifyAsync(Shop shop, CancellationToken stop)
    {
        await UntilQuietAsync(shop, stop);
        return await shop.CountViolationsAsync();
    }
}
