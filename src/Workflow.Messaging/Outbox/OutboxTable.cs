using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Outbox;

/// <summary>The statements on <c>messaging.outbox</c>.</summary>
internal static class OutboxTable
{
    internal const string Columns = "message_id, order_id, destination, message_type, body, headers, attempts";

    // A row that is there already was written by this very unit, in a commit whose answer was lost.
    private const string Insert =
        """
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, headers, owner, created_at, attempts)
        SELECT m, o, d, t, b, h, w, $8, 0
        FROM (
            SELECT unnest($1) AS m, unnest($2) AS o, unnest($3) AS d, unnest($4) AS t, unnest($5) AS b, unnest($6) AS h, unnest($7) AS w,
                generate_subscripts($1, 1) AS n) AS r
        ORDER BY n
        """;

    internal static void AddInsert(SqlBatch sql, OutboxChange change, (Guid Instance, DateTimeOffset Now) by)
    {
        if (change.Written.Count == 0)
            return;
        var parameters = sql.AddInsert(Insert, "message_id", (_, _) => Task.CompletedTask);
        AddColumns(parameters, change.Written.ConvertAll(entry => entry.Row));
        parameters.AddColumn(change.Written, entry => entry.Place == OutboxPlace.Table ? (Guid?)null : by.Instance, NpgsqlDbType.Uuid);
        parameters.AddValue(by.Now, NpgsqlDbType.TimestampTz);
    }

    /// <summary>The columns that a message itself has: id, order, destination, type, body, headers.</summary>
    internal static void AddColumns(NpgsqlParameterCollection parameters, IReadOnlyList<OutboxRow> rows)
    {
        parameters.AddColumn(rows, row => row.MessageId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.OrderId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Destination, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.MessageType, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Stored, NpgsqlDbType.Bytea);
        parameters.AddColumn(rows, row => row.Headers, NpgsqlDbType.Text);
    }

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    internal static OutboxRow Read(NpgsqlDataReader reader)
    {
        var (type, stored) = (reader.GetString(3), reader.GetFieldValue<byte[]>(4));
        var (messageId, orderId) = (reader.GetGuid(0), reader.GetGuid(1));
        var message = MessageBodies.Restore(type, stored, orderId, messageId);
        return new()
        {
            MessageId = messageId,
            OrderId = orderId,
            Destination = reader.GetString(2),
            MessageType = type,
            Body = message is null ? stored : null!,
            Headers = reader.IsDBNull(5) ? null : reader.GetString(5),
            Attempts = reader.GetInt32(6),
            Message = message,
            MayComeAgain = true,
        };
    }
}
