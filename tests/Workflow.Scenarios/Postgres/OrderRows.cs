using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.TestSupport;

namespace Workflow.Scenarios.Postgres;

/// <summary>What the database says of one order.</summary>
internal sealed class OrderRows(PostgresOrders orders, Guid orderId)
{
    /// <summary>When the next thing of this order is due by the clock; null when nothing is.</summary>
    public async Task<DateTimeOffset?> NextDueAsync() =>
        await ScalarAsync(
            """
            SELECT min(due) FROM (
                SELECT deadline_at AS due FROM orders.saga WHERE order_id = $1
                UNION ALL SELECT due_at FROM messaging.scheduled_message WHERE order_id = $1) AS what
            """) is DateTime due ? new DateTimeOffset(due, TimeSpan.Zero) : null;

    public Task<long> CountAsync(string table) => CountWhereAsync(table, "true");

    public async Task<long> CountWhereAsync(string table, string condition) =>
        (long)(await ScalarAsync($"SELECT count(*) FROM {table} WHERE order_id = $1 AND {condition}"))!;

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>An order whose scenario is over must not wake in another one's time.</summary>
    public Task PutToSleepAsync() => ExecuteAsync(
        """
        WITH timers AS (DELETE FROM messaging.scheduled_message WHERE order_id = $1),
        messages AS (DELETE FROM messaging.outbox WHERE order_id = $1)
        UPDATE orders.saga SET deadline_at = NULL WHERE order_id = $1
        """);

    /// <summary>Puts a message in the outbox, as a participant does that answers.</summary>
    public async Task PostAsync(OrderMessage message)
    {
        await using var connection = await orders.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await OutboxInsert.WriteAsync(connection, transaction, [OutboxRow.ToQueue(OrderQueues.Saga, message)], CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>Writes the order as the intake does before the saga hears of it.</summary>
    public async Task AcceptAsync(SubmitOrder message)
    {
        await using var context = orders.Main.OpenOrders();
        context.Add(OrderMessages.Accepted(message));
        await context.SaveChangesAsync();
    }

    public OrderState? Saga()
    {
        using var context = orders.Main.OpenOrders();
        return context.Set<OrderState>().AsNoTracking().Include(saga => saga.Order)
            .SingleOrDefault(saga => saga.CorrelationId == orderId);
    }

    public IReadOnlyList<OrderEvent> History()
    {
        using var context = orders.Main.OpenOrders();
        return [.. context.Set<OrderEvent>().AsNoTracking().Where(row => row.OrderId == orderId).OrderBy(row => row.Sequence)];
    }

    public IReadOnlyList<OrderMessage> Scheduled()
    {
        using var command = Command("SELECT message_type, body FROM messaging.scheduled_message WHERE order_id = $1 ORDER BY due_at");
        using var reader = command.ExecuteReader();
        List<OrderMessage> messages = [];
        while (reader.Read())
            messages.Add(MessageBodies.Deserialize(reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        return messages;
    }

    public Task<IReadOnlySet<Guid>> InboxAsync() =>
        IdsAsync("SELECT message_id FROM messaging.inbox WHERE order_id = $1 AND consumer = 'order-saga'");

    /// <summary>Messages whose rows have left the outbox.</summary>
    public Task<IReadOnlySet<Guid>> RemovedAsync() => IdsAsync($"SELECT message_id FROM {OutboxWitness.Table} WHERE order_id = $1");

    private async Task<IReadOnlySet<Guid>> IdsAsync(string sql)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<Guid> ids = [];
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync();
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = orders.Database.CreateCommand(sql);
        if (sql.Contains("$1"))
            command.Parameters.Add(new NpgsqlParameter { Value = orderId });
        return command;
    }
}
