using Microsoft.Extensions.Options;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Relay;
using Workflow.Orchestrator.Orders;
using Workflow.TestSupport;

namespace Workflow.Integration.Orders;

public sealed class When_an_answer_is_overdue(PostgresFixture postgres)
{
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_tell_the_saga_once_however_often_it_looks()
    {
        await using var database = await WithOverdueOrderAsync();

        for (var look = 0; look < 3; look++)
        {
            await LookAsync(database);
            await database.ExecuteAsync("UPDATE messaging.outbox SET attempts = 1; UPDATE orders.saga SET deadline_at = now() - interval '1 second'");
        }

        Assert.Equal(1, await database.CountAsync("messaging.outbox WHERE message_type = 'step-timed-out.v1'"));
    }

    [Theory]
    [InlineData("on its way", 0, "now()", false)]
    [InlineData("failed before", 1, "now()", true)]
    [InlineData("hung for long", 0, "now() - interval '6 minutes'", true)]
    public async Task Should_wait_for_what_is_on_its_way_in_here_and_for_nothing_else(string what, int attempts, string written, bool isTold)
    {
        Assert.NotEmpty(what);
        await using var database = await WithOverdueOrderAsync();
        await database.ExecuteAsync(
            $"""
            INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, owner, attempts, created_at)
            VALUES (gen_random_uuid(), $1, 'queue:stock', 'reserve-stock.v1', '', gen_random_uuid(), {attempts}, {written})
            """,
            _order);

        await LookAsync(database);

        Assert.Equal(isTold ? 1 : 0, await database.CountAsync("messaging.outbox WHERE message_type = 'step-timed-out.v1'"));
        Assert.True(await database.ReadAsync<bool>("SELECT deadline_at > now() FROM orders.saga"));
    }

    [Fact]
    public async Task Should_be_told_when_nothing_is_on_its_way_any_more()
    {
        await using var database = await WithOverdueOrderAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, attempts, created_at)
            VALUES (gen_random_uuid(), $1, 'queue:stock', 'reserve-stock.v1', '', 0, now())
            """,
            _order);
        await LookAsync(database);
        Assert.Equal(0, await database.CountAsync("messaging.outbox WHERE message_type = 'step-timed-out.v1'"));

        await database.ExecuteAsync("DELETE FROM messaging.outbox; UPDATE orders.saga SET deadline_at = now() - interval '1 second'");
        await LookAsync(database);

        Assert.Equal(1, await database.CountAsync("messaging.outbox WHERE message_type = 'step-timed-out.v1'"));
    }

    private async Task<Database> WithOverdueOrderAsync()
    {
        var database = await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync());
        await database.ExecuteAsync(
            """
            WITH o AS (INSERT INTO orders."order" (order_id, currency, business_type, trace_id, total, accepted_at, lines)
                       VALUES ($1, 'EUR', 'NORMAL', '0af7651916cd43dd8448eb211c80319c', 1, now(), '[]'))
            INSERT INTO orders.saga (order_id, version, state, step, attempt, deadline_at, state_since, last_sequence)
            VALUES ($1, 1, 'ReservingStock', 'stock', 1, now() - interval '1 second', now(), 1)
            """,
            _order);
        return database;
    }

    private static async Task LookAsync(Database database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await new OrderDeadlines(TimeProvider.System, Options.Create(new RelayOptions())).RunAsync(connection, CancellationToken.None);
    }
}
