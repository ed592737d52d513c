using System.Diagnostics;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Scheduling;

public sealed class When_100000_messages_are_due_at_once(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Count = 100_000;

    [Fact]
    public async Task Should_dispatch_them_in_due_order_while_new_work_goes_on()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.ScheduleLettersAsync(Count, TimeSpan.FromMinutes(-1));
        await database.ExecuteAsync("ANALYZE");
        var started = Stopwatch.GetTimestamp();
        await using var instance = await Instance.StartAsync(database, settings: ("Relay:SweepMilliseconds", "250"));
        using var flood = new CancellationTokenSource();
        var others = OrderAsync(instance, flood.Token);
        var fullest = WatchAsync(database, flood.Token);

        await Eventually.HoldsAsync(() => instance.Box.Count >= Count, "the flood is over", TimeSpan.FromMinutes(5));
        var took = Stopwatch.GetElapsedTime(started);
        await flood.CancelAsync();
        var delays = await others;
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));

        output.WriteLine($"{Count / took.TotalSeconds:0}/s; {delays.Count} new ones, median {delays.Order().ElementAt(delays.Count / 2).TotalMilliseconds:0} ms, longest {delays.Max().TotalMilliseconds:0} ms; at most {await fullest} rows in the outbox");
        Assert.InRange(delays.Count, 5, int.MaxValue);
        Assert.True(delays.Max() < took / 4, $"A new order waited for {delays.Max().TotalSeconds:0.0} s of {took.TotalSeconds:0.0} s.");
        Assert.InRange(await fullest, 1, 10_000);
        AssertEachOnceAndInOrder([.. instance.Box.Letters.Where(letter => letter.Number > 0).Select(letter => letter.Number)]);
        Assert.Equal(Enumerable.Range(1, Count), (await database.NotesAsync()).Select(int.Parse).Where(number => number > 0).Order());
    }

    // Those under way side by side may overtake each other, but no more than the window holds.
    private static void AssertEachOnceAndInOrder(IReadOnlyList<int> numbers)
    {
        Assert.Equal(Count, numbers.Count);
        var worst = numbers.Select((number, index) => Math.Abs(number - 1 - index)).Max();
        Assert.True(worst <= 2_048, $"A message came {worst} places away from its turn.");
    }

    /// <summary>New orders, one after the other; how long each took until its message was consumed.</summary>
    private static async Task<List<TimeSpan>> OrderAsync(Instance instance, CancellationToken stop)
    {
        List<TimeSpan> delays = [];
        for (var number = -1; !stop.IsCancellationRequested; number--)
        {
            var letter = Letters.Numbered(Guid.CreateVersion7(), number);
            var sent = Stopwatch.GetTimestamp();
            await instance.SendAsync(startsWork: true, OutboxRow.ToQueue(Letters.Queue, letter));
            await Eventually.HoldsAsync(() => instance.Box.Least <= letter.Attempt, "the new order started", TimeSpan.FromMinutes(5));
            delays.Add(Stopwatch.GetElapsedTime(sent));
        }
        return delays;
    }

    private static async Task<long> WatchAsync(Database database, CancellationToken stop)
    {
        long most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, await database.CountAsync("messaging.outbox"));
            await Task.WhenAny(Task.Delay(100, stop));
        }
        return most;
    }
}
