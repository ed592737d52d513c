using Microsoft.Extensions.DependencyInjection;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Scheduling;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Scheduling;

public sealed class When_scheduled_messages_are_run_now(PostgresFixture postgres)
{
    private static readonly TimeSpan Tomorrow = TimeSpan.FromDays(1);

    [Fact]
    public async Task Should_leave_at_once_and_once_when_it_is_one()
    {
        await using var database = await DatabaseAsync(2);
        await using var instance = await Instance.StartAsync(database);
        var schedule = Schedule(instance);
        var (first, second) = await schedule.ListAsync(new(), null, 10, default) is [var one, var two] ? (one, two) : throw new InvalidOperationException();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => schedule.RunNowAsync(first.MessageId, default)));

        Assert.Contains(true, answers);
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "it came");
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.False(await schedule.RunNowAsync(first.MessageId, default));
        Assert.False(await schedule.RunNowAsync(Guid.CreateVersion7(), default));
        Assert.Equal([second], await schedule.ListAsync(new(), null, 10, default));
        Assert.Equal(1, instance.Box.Count);
    }

    [Fact]
    public async Task Should_leave_all_of_a_filter_and_nothing_else()
    {
        await using var database = await DatabaseAsync(10);
        await using var instance = await Instance.StartAsync(database);
        var schedule = Schedule(instance);
        var rows = await schedule.ListAsync(new(), null, 10, default);

        Assert.Equal(0, await schedule.RunNowAsync(new ScheduledFilter(MessageType: "step-retry-due.v1"), default));
        Assert.Equal(0, await schedule.RunNowAsync(new ScheduledFilter(OrderId: Guid.CreateVersion7()), default));
        Assert.Equal(1, await schedule.RunNowAsync(new ScheduledFilter(OrderId: rows[9].OrderId), default));
        Assert.Equal(3, await schedule.RunNowAsync(new ScheduledFilter(DueBefore: rows[3].DueAt), default));
        await Eventually.HoldsAsync(() => instance.Box.Count == 4, "they came");
        Assert.Equal([1, 2, 3, 10], instance.Box.Letters.Select(letter => letter.Number).Order());
        Assert.Equal(0, await schedule.RunNowAsync(new ScheduledFilter(DueBefore: rows[3].DueAt), default));
        Assert.Equal(rows.Skip(3).Take(6), await schedule.ListAsync(new(), null, 10, default));
    }

    [Fact]
    public async Task Should_count_each_of_many_once_when_two_operators_run_them()
    {
        await using var database = await DatabaseAsync(5_000);
        await using var source = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        var schedule = new ScheduledMessages(source);

        var counts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            schedule.RunNowAsync(new ScheduledFilter(MessageType: "release-stock.v1"), default)));

        var rest = await schedule.RunNowAsync(new ScheduledFilter(MessageType: "release-stock.v1"), default);
        Assert.Equal(5_000, counts.Sum() + rest);
        Assert.Equal(0, await database.CountAsync("messaging.scheduled_message WHERE due_at > now()"));
    }

    [Fact]
    public async Task Should_be_listed_page_by_page_without_gap_or_repeat_while_rows_go()
    {
        await using var database = await DatabaseAsync(25);
        await using var source = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        var schedule = new ScheduledMessages(source);
        // Five rows of one moment: the id decides.
        await database.ExecuteAsync("UPDATE messaging.scheduled_message SET due_at = (SELECT min(due_at) FROM messaging.scheduled_message) WHERE message_id IN (SELECT message_id FROM messaging.scheduled_message ORDER BY due_at LIMIT 5)");
        var all = (await schedule.ListAsync(new(), null, 100, default)).ToList();
        List<ScheduledSummary> seen = [];
        (DateTimeOffset, Guid)? after = null;
        while (await schedule.ListAsync(new(), after, 3, default) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            after = (page[^1].DueAt, page[^1].MessageId);
            await database.ExecuteAsync("DELETE FROM messaging.scheduled_message WHERE message_id = $1", page[0].MessageId);
        }

        Assert.Equal(25, all.Count);
        Assert.Equal(all, seen);
    }

    private static ScheduledMessages Schedule(Instance instance) => instance.Services.GetRequiredService<ScheduledMessages>();

    private async Task<Database> DatabaseAsync(int letters)
    {
        var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.ScheduleLettersAsync(letters, Tomorrow);
        return database;
    }
}
