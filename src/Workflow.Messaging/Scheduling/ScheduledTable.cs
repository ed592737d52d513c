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
        List<Guid> cancelled = [];
        List<ScheduledRow> rows = [];
        foreach (var unit in units)
        {
            if (unit.HasTimers)
                AddTimers(unit, rows, cancelled);
        }
        if (cancelled.Count > 0)
            sql.Add(Cancel).AddArray(cancelled.ToArray(), NpgsqlDbType.Uuid);
        if (rows.Count == 0)
            return;
        var parameters = sql.Add(Insert);
        parameters.AddColumn(rows, row => row.Message.MessageId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Message.OrderId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.DueAt, NpgsqlDbType.TimestampTz);
        parameters.AddColumn(rows, row => row.Message.Destination, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Message.MessageType, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Message.Body, NpgsqlDbType.Bytea);
        parameters.AddColumn(rows, row => row.Message.Headers, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Token, NpgsqlDbType.Uuid);
    }

    private static void AddTimers(LaneUnit unit, List<ScheduledRow> rows, List<Guid> cancelled)
    {
        // What a unit cancels may have been scheduled by another one of this batch: it is not in the table yet.
        if (unit.CancelledTokens.Count > 0)
            rows.RemoveAll(row => row.Token is { } token && unit.CancelledTokens.Contains(token));
        cancelled.AddRange(unit.CancelledTokens);
        rows.AddRange(unit.Scheduled);
    }
}
