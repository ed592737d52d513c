using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Shipment;

/// <summary>The statements on <c>shipments.shipment</c>; keys are taken in order, so that instances never deadlock.</summary>
internal static class ShipmentTable
{
    // The first unit of an order in the batch inserts; the later ones find its row.
    private const string Insert =
        """
        INSERT INTO shipments.shipment (order_id, status, tracking_number, reason, decided_at)
        SELECT id, status, tracking_number, reason, $5
        FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS u(id, status, tracking_number, reason, n) ORDER BY id, n
        ON CONFLICT DO NOTHING
        RETURNING order_id
        """;

    private const string Lock =
        """
        SELECT order_id, status, tracking_number, reason
        FROM shipments.shipment WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE
        """;

    private const string Update =
        """
        UPDATE shipments.shipment s SET status = u.status, decided_at = $3
        FROM unnest($1, $2) AS u(order_id, status)
        WHERE s.order_id = u.order_id
        """;

    /// <summary>Inserts what is planned for orders without a row, then reads and locks the rows of all.</summary>
    public static void AddReads(LaneCommit<ShipmentUnit> commit, BatchRows<ShipmentRow> batch, DateTimeOffset now)
    {
        var units = commit.Units.Where(unit => unit.Planned is not null).ToList();
        if (units.Count == 0)
            return;
        AddInsert(commit.Sql, units, (batch, now));
        var parameters = commit.Sql.Add(Lock, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                batch.Load(reader.GetGuid(0), new ShipmentRow(
                    reader.GetString(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3)));
        });
        parameters.AddArray(units.Select(unit => unit.OrderId).Distinct().ToArray(), NpgsqlDbType.Uuid);
    }

    public static void AddWrites(SqlBatch sql, BatchRows<ShipmentRow> batch, DateTimeOffset now)
    {
        var rows = batch.Changed;
        if (rows.Count == 0)
            return;
        var parameters = sql.Add(Update);
        parameters.AddArray(rows.ConvertAll(row => row.Key).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(rows.ConvertAll(row => row.Value.Status).ToArray(), NpgsqlDbType.Text);
        parameters.AddValue(now, NpgsqlDbType.TimestampTz);
    }

    private static void AddInsert(SqlBatch sql, List<ShipmentUnit> units, (BatchRows<ShipmentRow> Batch, DateTimeOffset Now) to)
    {
        var parameters = sql.Add(Insert, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                to.Batch.LoadInserted(reader.GetGuid(0));
        });
        parameters.AddArray(units.ConvertAll(unit => unit.OrderId).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(units.ConvertAll(unit => unit.Planned!.Status).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(units.ConvertAll(unit => unit.Planned!.TrackingNumber).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(units.ConvertAll(unit => unit.Planned!.Reason).ToArray(), NpgsqlDbType.Text);
        parameters.AddValue(to.Now, NpgsqlDbType.TimestampTz);
    }
}
