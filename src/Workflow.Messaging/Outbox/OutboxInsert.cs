using Npgsql;

namespace Workflow.Messaging.Outbox;

/// <summary>Writes messages in somebody else's transaction, outside the lanes; any instance with room sends them.</summary>
public static class OutboxInsert
{
    private const string Insert =
        """
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, headers, owner, created_at, attempts, next_at)
        SELECT m, o, d, t, b, h, NULL, now(), 0, now()
        FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS r(m, o, d, t, b, h, n)
        ORDER BY n
        ON CONFLICT (message_id) DO NOTHING
        """;

    /// <summary>Writes <paramref name="rows"/> in their order; one that waits there already stays as it is.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Insert, connection, transaction);
        OutboxTable.AddColumns(command.Parameters, rows);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes one message in a transaction of its own, or in the connection's; false when the same message waits there already.</summary>
    public static async Task<bool> TryWriteAsync(NpgsqlConnection connection, OutboxRow row, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection);
        OutboxTable.AddColumns(command.Parameters, [row]);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
