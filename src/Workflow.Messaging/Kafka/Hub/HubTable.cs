using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>The publisher's statements on <c>messaging.hub</c>.</summary>
internal static class HubTable
{
    /// <summary>Rows that wait, up to a bound, and the age of the oldest: each slot's first is found by index.</summary>
    internal static readonly GaugeQuery Gauges = new(
        """
        SELECT (SELECT count(*) FROM (SELECT FROM messaging.hub LIMIT 100000) h),
            greatest(0, coalesce((SELECT extract(epoch FROM now() - min(f.created_at)) FROM generate_series(0, 15) AS s
                CROSS JOIN LATERAL (SELECT created_at FROM messaging.hub WHERE slot = s ORDER BY position LIMIT 1) AS f), 0))
        """,
        [],
        new("workflow.hub.backlog", "{message}"), new("workflow.hub.oldest.age", "s"));

    // Always from the first row on, and never from where the last reading ended: a row may become visible after one with a higher
    // position, when two commits ran side by side.
    private const string Select =
        """
        SELECT h.position, h.kind, h.event_id, h.order_id, h.message_type, h.body, h.headers, h.created_at
        FROM unnest($1) AS s
        CROSS JOIN LATERAL (SELECT * FROM messaging.hub WHERE slot = s ORDER BY position LIMIT $2) AS h
        ORDER BY h.position
        """;

    private const string Delete =
        "DELETE FROM messaging.hub h USING unnest($1, $2) AS d(slot, position) WHERE h.slot = d.slot AND h.position = d.position";

    internal static async Task<List<HubRow>> ReadAsync(NpgsqlConnection connection, short[] slots, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Select, connection);
        command.Parameters.AddArray(slots, NpgsqlDbType.Smallint);
        command.Parameters.AddValue(limit, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<HubRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(Read(reader));
        return rows;
    }

    internal static async Task DeleteAsync(NpgsqlConnection connection, IReadOnlyList<HubRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Delete, connection);
        command.Parameters.AddColumn(rows, row => HubRow.SlotOf(row.OrderId), NpgsqlDbType.Smallint);
        command.Parameters.AddColumn(rows, row => row.Position, NpgsqlDbType.Bigint);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static HubRow Read(NpgsqlDataReader reader) => new(
        (HubKind)reader.GetInt16(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetString(4), reader.GetFieldValue<byte[]>(5),
        reader.IsDBNull(6) ? null : reader.GetString(6))
    {
        Position = reader.GetInt64(0),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(7),
    };
}
