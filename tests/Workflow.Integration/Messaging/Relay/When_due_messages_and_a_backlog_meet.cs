using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public sealed class When_due_messages_and_a_backlog_meet(PostgresFixture postgres)
{
    private const int Backlog = 1_000;

    [Fact]
    public async Task Should_send_what_is_due_before_new_orders_that_waited_longer()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.InsertLettersAsync(Backlog);
        await database.InsertLettersAsync(4);
        // The last four are retries: the third is due first, and the fourth not yet.
        await DueAsync(database, 1_001, "-1 minute");
        await DueAsync(database, 1_002, "-2 minutes");
        await DueAsync(database, 1_003, "-3 minutes");
        await DueAsync(database, 1_004, "1 hour");

        await using var instance = await Instance.StartAsync(database, 1, box => box.JustReceive(), ("Relay:Window", "1"));

        await Eventually.HoldsAsync(() => instance.Box.Count >= 20, "letters came");
        Assert.Equal([3, 2, 1, .. Enumerable.Range(1, 17)], instance.Box.Letters.Take(20).Select(letter => letter.Number));
    }

    [Fact]
    public async Task Should_leave_new_orders_their_share_of_a_flood()
    {
        await using var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.InsertLettersAsync(Backlog);
        await database.ExecuteAsync("UPDATE messaging.outbox SET next_at = now() - interval '1 minute'");
        await database.InsertLettersAsync(100);
        // The first count of the backlog comes with the second look, a second later: until then all goes to what is due.
        await using var instance = await Instance.StartAsync(
            database, 8, box => box.Reading = _ => Task.Delay(50), ("Relay:Window", "8"));

        await Eventually.HoldsAsync(
            async () => await database.CountAsync("messaging.outbox WHERE next_at IS NULL AND owner IS NULL") < 50, "new orders start");
        Assert.True(await database.CountAsync("messaging.outbox WHERE next_at IS NOT NULL AND owner IS NULL") > 100, "The flood was over before.");
    }

    private static Task DueAsync(Database database, long position, string due) => database.ExecuteAsync(
        $"UPDATE messaging.outbox SET next_at = now() + interval '{due}' WHERE position = $1", position);
}
