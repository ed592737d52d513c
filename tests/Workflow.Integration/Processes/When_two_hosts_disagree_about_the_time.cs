using Workflow.TestSupport;

namespace Workflow.Integration.Processes;

public sealed class When_two_hosts_disagree_about_the_time(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Orders = 500;

    // The least timeout of a step is ten seconds.
    private const string Wrong =
        """
        WITH story AS (
            SELECT order_id, sequence, type, occurred_at,
                lag(occurred_at) OVER orders AS before_at,
                (lag(data) OVER orders ->> 'retryAt')::timestamptz AS retry_at
            FROM orders.order_event WINDOW orders AS (PARTITION BY order_id ORDER BY sequence))
        SELECT format('%s %s at %s after %s, retry planned for %s', order_id, type, occurred_at, before_at, retry_at) FROM story
        WHERE occurred_at NOT BETWEEN '{0}'::timestamptz AND now()
           OR occurred_at < before_at - interval '1 second'
           OR type = 'attempt-timed-out' AND occurred_at < before_at + interval '10 seconds'
           OR type = 'attempt-started' AND retry_at IS NOT NULL AND occurred_at NOT BETWEEN retry_at AND retry_at + interval '5 minutes'
        """;

    [Fact]
    public async Task Should_finish_every_order_with_deadlines_and_retries_by_the_clock_of_the_database()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var database = await postgres.CreateDatabaseAsync();
        var started = await Books.AskAsync(database, "SELECT now()::text");
        await using var shop = await SharedShop.OpenAsync(
            database, hosts: 2, Orders, seed, host => [$"--Faults:ClockShiftSeconds={(host == 0 ? 3_600 : -3_600)}"]);

        await shop.Customers.OrderAsync(connections: 16);

        await shop.ProveAsync();
        Assert.Empty(await Books.ListAsync(database, string.Format(Wrong, started)));
        var retried = (long)(await Books.AskAsync(database, "SELECT count(*) FROM orders.order_event WHERE type = 'attempt-started'"))!;
        Assert.InRange(retried, 5, long.MaxValue);
    }
}
