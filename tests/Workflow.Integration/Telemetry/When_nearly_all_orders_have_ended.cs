using Npgsql;
using Workflow.Messaging.Telemetry;
using Workflow.Orchestrator.Orders;
using Workflow.Participants.Payment;
using Workflow.TestSupport;

namespace Workflow.Integration.Telemetry;

public sealed class When_nearly_all_orders_have_ended(PostgresFixture postgres)
{
    private const string Fill =
        """
        INSERT INTO orders.saga (order_id, version, state, step, attempt, state_since, finished_at, last_sequence)
        SELECT gen_random_uuid(), 5, CASE WHEN n % 1000 = 0 THEN 'Suspended' ELSE 'Completed' END, CASE WHEN n % 1000 = 0 THEN 'payment' END, 1, now(),
            CASE WHEN n % 1000 = 0 THEN NULL ELSE now() END, 5
        FROM generate_series(1, 200000) n;
        INSERT INTO payments.payment (order_id, status, amount, currency, captured, refunded, trace_id, business_type, created_at, updated_at, reconcile_at)
        SELECT gen_random_uuid(), CASE WHEN n % 1000 = 0 THEN 'Unknown' ELSE 'Captured' END, 1, 'GBP', 1, 0, '', 'NORMAL', now(), now(), now()
        FROM generate_series(1, 200000) n;
        INSERT INTO messaging.dead_letter (dead_letter_id, message_id, destination, message_type, body, reason, attempts, first_at, last_at, resolution, resolved_at)
        SELECT gen_random_uuid(), gen_random_uuid(), 'queue:stock', 'reserve-stock.v1', '', 'unreadable', 1, now(), now(),
            CASE WHEN n % 1000 = 0 THEN NULL ELSE 'resent' END, CASE WHEN n % 1000 = 0 THEN NULL ELSE now() END
        FROM generate_series(1, 100000) n;
        ANALYZE orders.saga; ANALYZE payments.payment; ANALYZE messaging.dead_letter;
        """;

    private static readonly GaugeQuery[] Queries =
    [
        OrderMetrics.Running, OrderMetrics.Suspended, OrderMetrics.Overdue, PaymentReconciliation.Open,
        MessagingQueries.DeadLetters, MessagingQueries.DeadLettersByQueue,
    ];

    [Fact]
    public async Task Should_read_the_few_by_index_and_take_no_lock_that_anybody_waits_for()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateMigratedDatabaseAsync());
        await using (var fill = database.CreateCommand(Fill))
        {
            fill.CommandTimeout = 300;
            await fill.ExecuteNonQueryAsync();
        }

        foreach (var query in Queries)
        {
            var plan = await Plans.OfAsync(database, query.Sql);
            Assert.Contains("Index", plan);
            Assert.DoesNotContain("Seq Scan", plan);
            Assert.DoesNotContain("LockRows", plan);
        }
    }
}
