using Npgsql;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Telemetry;
using Workflow.TestSupport;

namespace Workflow.Integration.Telemetry;

public sealed class When_more_orders_wait_than_are_counted(PostgresFixture postgres)
{
    private const int Waiting = 150_000;

    private const string Fill =
        """
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, attempts, next_at, created_at, owner)
        SELECT gen_random_uuid(), gen_random_uuid(), 'queue:orders', 'submit-order.v1', '', 0, NULL, now() - interval '1 hour', NULL FROM generate_series(1, 150000);
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, attempts, next_at, created_at, owner)
        SELECT gen_random_uuid(), gen_random_uuid(), 'queue:stock', 'reserve-stock.v1', '', 2, now() + n * interval '1 hour', now() - interval '1 day', NULL
        FROM generate_series(-2, 4) n;
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, attempts, next_at, created_at, owner)
        VALUES (gen_random_uuid(), gen_random_uuid(), 'queue:orders', 'step-overdue.v1', '', 0, now() - interval '1 hour', now() - interval '2 hours', NULL);
        ANALYZE messaging.outbox;
        """;

    [Fact]
    public async Task Should_estimate_them_and_still_find_what_failed_and_what_is_old()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateMigratedDatabaseAsync());
        await using (var fill = database.CreateCommand(Fill))
        {
            fill.CommandTimeout = 300;
            await fill.ExecuteNonQueryAsync();
        }

        // What PostgreSQL counts of changes is told a moment after their commit.
        await Eventually.HoldsAsync(async () => (await ReadAsync(database))[0] > Waiting, "the rows are counted");
        var read = await ReadAsync(database);
        Assert.Equal(Waiting + 8, read[0]);
        Assert.Equal(Waiting, read[1]);
        Assert.Equal(4, read[2]);
        Assert.Equal(7, read[3]);
        Assert.InRange(read[4], 7_200, 7_800);
        var plan = await Plans.OfAsync(database, MessagingQueries.Outbox.Sql);
        Assert.DoesNotContain("Sort", plan);
        Assert.Contains("outbox_waiting", plan);
        Assert.Contains("outbox_due", plan);
    }

    [Fact]
    public async Task Should_count_them_when_they_are_fewer()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateMigratedDatabaseAsync());
        Assert.All(await ReadAsync(database), value => Assert.Equal(0, value));

        await using (var fill = database.CreateCommand(Fill.Replace("150000", "15")))
            await fill.ExecuteNonQueryAsync();

        var read = await ReadAsync(database);
        Assert.Equal([23, 15, 4, 7], read[..4]);
    }

    private static async Task<double[]> ReadAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(MessagingQueries.Outbox.Sql);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return [.. Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToDouble(reader.GetValue(column)))];
    }
}
