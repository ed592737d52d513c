using Microsoft.Extensions.DependencyInjection;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Scheduling;

public sealed class When_clocks_are_an_hour_apart(PostgresFixture postgres)
{
    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public async Task Should_dispatch_by_the_clock_of_the_database(int seconds)
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var wrong = await StartAsync(database, seconds);
        var clock = wrong.Services.GetRequiredService<TimeProvider>();
        ScheduledRow soon = Later(1, clock.GetUtcNow().AddSeconds(3)), later = Later(2, clock.GetUtcNow().AddMinutes(30));
        var unit = NoteUnit.New("");
        unit.Scheduled.AddRange([soon, later]);

        await wrong.Box.Lane.RunAsync(unit);

        await Eventually.HoldsAsync(() => wrong.Box.Count == 1, "the first letter came");
        Assert.Equal(1, wrong.Box.Letters[0].Number);
        Assert.True(await database.ReadAsync<bool>("SELECT now() BETWEEN $1 AND $1 + interval '50 seconds'", soon.DueAt.UtcDateTime));
        Assert.Equal(1, await database.CountAsync("messaging.scheduled_message"));
    }

    [Fact]
    public async Task Should_not_take_each_other_for_dead_and_dispatch_each_message_once()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await using var ahead = await StartAsync(database, 3_600);
        await using var behind = await StartAsync(database, -3_600);
        await Eventually.HoldsAsync(() => ahead.Beats.Count + behind.Beats.Count > 0, "one of them beats");

        await database.ScheduleLettersAsync(200, TimeSpan.FromSeconds(1));

        await Eventually.EqualAsync(200, () => Task.FromResult(ahead.Box.Count + behind.Box.Count));
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(Enumerable.Range(1, 200), (await database.NotesAsync()).Select(int.Parse).Order());
        await Eventually.EqualAsync(2, () => database.CountAsync("quartz.qrtz_scheduler_state"));
        // Quartz counts in ticks since the year 1.
        Assert.True(await database.ReadAsync<bool>(
            """
            SELECT bool_and(abs(extract(epoch FROM now()) - (last_checkin_time - 621355968000000000) / 1e7) < 60)
            FROM quartz.qrtz_scheduler_state
            """));
    }

    private static Task<Instance> StartAsync(Database database, int seconds) =>
        Instance.StartAsync(database, settings: ("Faults:ClockShiftSeconds", $"{seconds}"));

    private static ScheduledRow Later(int number, DateTimeOffset dueAt) =>
        new(OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(Guid.CreateVersion7(), number)), dueAt, null);
}
