using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Scheduling;

public sealed class When_a_message_is_scheduled(PostgresFixture postgres)
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    [Fact]
    public async Task Should_be_written_with_its_unit_and_rolled_back_with_it()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var kept = NoteUnit.New("kept");
        kept.Scheduled.Add(Later(1, Never));
        var lost = NoteUnit.New("poison");
        lost.Scheduled.Add(Later(2, Never));

        await world.Lane.RunAsync(kept);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Lane.RunAsync(lost));

        Assert.Equal(
            [kept.Scheduled[0].Message.MessageId],
            await world.Database.ReadAllAsync<Guid>("SELECT message_id FROM messaging.scheduled_message"));
    }

    [Fact]
    public async Task Should_leave_when_it_is_due_and_not_before()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var instance = await Instance.StartAsync(database);
        ScheduledRow soon = Later(1, TimeSpan.FromSeconds(1.5)), past = Later(2, -Never), never = Later(3, Never);
        var unit = NoteUnit.New("");
        unit.Scheduled.AddRange([soon, past, never]);

        await instance.Box.Lane.RunAsync(unit);

        await Eventually.HoldsAsync(() => instance.Box.Count == 2, "two letters came");
        var letters = instance.Box.Letters.ToDictionary(letter => letter.MessageId);
        Assert.Contains(past.Message.MessageId, letters.Keys);
        Assert.True(letters[soon.Message.MessageId].At >= soon.DueAt);
        Assert.Equal([never.Message.MessageId], await database.ReadAllAsync<Guid>("SELECT message_id FROM messaging.scheduled_message"));
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_leave_in_the_order_in_which_they_are_due()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.ScheduleLettersAsync(500, TimeSpan.FromSeconds(-1));
        await using var instance = await Instance.StartAsync(database, concurrency: 1, arrange: box => box.JustReceive());

        await Eventually.HoldsAsync(() => instance.Box.Count >= 500, "all letters came");
        Assert.Equal(Enumerable.Range(1, 500), instance.Box.Letters.Select(letter => letter.Number));
    }

    [Fact]
    public async Task Should_leave_once_with_two_instances()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.ScheduleLettersAsync(1_000, TimeSpan.FromSeconds(2));
        var instances = await Task.WhenAll(Instance.StartAsync(database), Instance.StartAsync(database));
        await using var left = instances[0];
        await using var right = instances[1];

        await Eventually.HoldsAsync(() => left.Box.Count + right.Box.Count >= 1_000, "all letters came");
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(1, 1_000), left.Box.Letters.Concat(right.Box.Letters).Select(letter => letter.Number).Order());
    }

    [Fact]
    public async Task Should_not_leave_when_its_token_is_cancelled()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        var token = Guid.CreateVersion7();
        await ScheduleAsync(world, Later(1, Never, token), Later(2, Never, Guid.CreateVersion7()), Later(3, Never));

        await CancelAsync(world, token);

        Assert.Equal(2, await world.Database.CountAsync("messaging.scheduled_message"));
        Assert.Equal(0, await world.Database.CountAsync($"messaging.scheduled_message WHERE token = '{token}'"));
    }

    [Fact]
    public async Task Should_not_leave_when_it_is_cancelled_in_the_commit_that_schedules_it()
    {
        await using var world = await LaneWorld.StartAsync(postgres);
        Guid cancelled = Guid.CreateVersion7(), renewed = Guid.CreateVersion7();
        Task[] batch;
        await using (await world.BlockAsync())
        {
            var first = world.Lane.RunAsync(NoteUnit.New("first"));
            await world.WaitUntilBlockedAsync();
            batch =
            [
                first,
                ScheduleAsync(world, Later(1, Never, cancelled)), CancelAsync(world, cancelled),
                CancelAsync(world, renewed), ScheduleAsync(world, Later(2, Never, renewed)),
            ];
        }
        await Task.WhenAll(batch);

        Assert.Equal(2, world.Lane.Metrics.Commits);
        Assert.Equal([renewed], await world.Database.ReadAllAsync<Guid>("SELECT token FROM messaging.scheduled_message"));
    }

    [Fact]
    public async Task Should_move_no_more_than_the_outbox_has_room_for()
    {
        const int Batch = 1_000, Room = 2_500;
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.ScheduleLettersAsync(20_000, TimeSpan.FromMinutes(-1));
        // With room for one under way, they stay where the schedule put them.
        await using var instance = await Instance.StartAsync(
            database, 64, box => box.Reading = _ => box.Opened,
            ("Relay:Window", "1"), ("Relay:SweepBatch", $"{Batch}"), ("Relay:DueBacklog", $"{Room}"));

        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "the first came");
        await Eventually.EqualAsync(Room + 1, () => database.CountAsync("messaging.outbox"));
        await BeatAsync(database, 3);

        Assert.Equal(Room + 1, await database.CountAsync("messaging.outbox"));
        Assert.Equal(20_000 - Room - 1, await database.CountAsync("messaging.scheduled_message"));
        Assert.Equal(Batch, await database.ReadAsync<long>("SELECT max(rows) FROM (SELECT count(*) AS rows FROM messaging.outbox GROUP BY xmin) AS moved"));
        Assert.True(await database.ReadAsync<bool>(
            "SELECT bool_and(n = position) FROM (SELECT position, substring(convert_from(body, 'UTF8') FROM '\"attempt\":(\\d+)')::int AS n FROM messaging.outbox) AS moved"));
    }

    [Fact]
    public async Task Should_not_stop_the_clock_when_its_message_is_already_under_way()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var instance = await Instance.StartAsync(database, arrange: box => box.Reading = _ => box.Opened);
        var twice = OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(Guid.CreateVersion7(), 1));
        await instance.SendAsync(twice);
        var unit = NoteUnit.New("");
        unit.Scheduled.AddRange([new ScheduledRow(twice, DateTimeOffset.UtcNow), Later(2, TimeSpan.Zero)]);

        await instance.Box.Lane.RunAsync(unit);

        await Eventually.HoldsAsync(() => instance.Box.Count == 2, "the other one came");
        Assert.Equal([1, 2], instance.Box.Letters.Select(letter => letter.Number).Order());
        Assert.Equal(0, await database.CountAsync("messaging.scheduled_message"));
        Assert.False(instance.IsStopping);
    }

    private static async Task BeatAsync(Database database, int beats)
    {
        const string Fired = "SELECT prev_fire_time FROM quartz.qrtz_triggers";
        for (var last = await database.ReadAsync<long>(Fired); beats > 0; beats--)
            await Eventually.HoldsAsync(async () => last < (last = await database.ReadAsync<long>(Fired)), "the clock beats");
    }

    private static ScheduledRow Later(int number, TimeSpan delay, Guid? token = null) =>
        new(OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(Guid.CreateVersion7(), number)), DateTimeOffset.UtcNow + delay, token);

    private static Task ScheduleAsync(LaneWorld world, params ScheduledRow[] rows)
    {
        var unit = NoteUnit.New("");
        unit.Scheduled.AddRange(rows);
        return world.Lane.RunAsync(unit);
    }

    private static Task CancelAsync(LaneWorld world, Guid token)
    {
        var unit = NoteUnit.New("");
        unit.CancelledTokens.Add(token);
        return world.Lane.RunAsync(unit);
    }
}
