using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Scheduling;

/// <summary>The statements on <c>messaging.scheduled_message</c>.</summary>
internal static class ScheduledTable
{
    private const string Insert =
        """
        INSERT INTO messaging.scheduled_message (message_id, order_id, due_at, destination, message_type, body, headers, token)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Cancel = "DELETE FROM messaging.scheduled_message WHERE token = ANY($1)";

    internal static void AddChanges(SqlBatch sql, IReadOnlyList<LaneUnit> units)
    {
        var cancelled = units.SelectMany(unit => unit.CancelledTokens).ToArray();
        if (cancelled.Length > 0)
            sql.Add(Cancel).AddArray(cancelled, NpgsqlDbType.Uuid);
        var rows = units.SelectMany(unit => unit.Scheduled).ToList();
        if (rows.Count == 0)
            return;
        var parameters = sql.Add(Insert);
        parameters.AddArray(rows.ConvertAll(row => row.Message.MessageId).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(rows.ConvertAll(row => row.Message.OrderId).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(rows.ConvertAll(row => row.DueAt).ToArray(), NpgsqlDbType.TimestampTz);
        parameters.AddArray(rows.ConvertAll(row => row.Message.Destination).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(rows.ConvertAll(row => row.Message.MessageType).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(rows.ConvertAll(row => row.Message.Body).ToArray(), NpgsqlDbType.Bytea);
        parameters.AddArray(rows.ConvertAll(row => row.Message.Headers).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(rows.ConvertAll(row => row.Token).ToArray(), NpgsqlDbType.Uuid);
    }
}
