using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Shipment;

/// <summary>The statements on <c>shipments.shipment</c>; keys are taken in order, so that instances never deadlock.</summary>
internal static class ShipmentTable
{
    // The first row of an order counts; a later one finds it there.
    private const string Insert =
        """
        INSERT INTO shipments.shipment (order_id, status, tracking_number, reason, decided_at)
        SELECT id, status, tracking_number, reason, $5
        FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS u(id, status, tracking_number, reason, n) ORDER BY id, n
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

    /// <summary>
    /// Reads and locks the rows of all orders. A careful try first inserts what is planned for those without one; a
    /// hopeful one inserts with the other writes, and breaks when somebody was faster.
    /// </summary>
    public static void AddReads(LaneCommit<ShipmentUnit> commit, BatchRows<ShipmentRow> batch, DateTimeOffset now)
    {
        var units = commit.Units.Where(unit => unit.Planned is not null).ToList();
        if (units.Count == 0)
            return;
        if (!commit.Sql.IsHopeful)
            AddInsert(commit.Sql, batch, units.ConvertAll(unit => KeyValuePair.Create(unit.OrderId, unit.Planned!)), now);
        var parameters = commit.Sql.Add(Lock, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                batch.Load(reader.GetGuid(0), new ShipmentRow(
                    reader.GetString(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3)));
        });
        parameters.AddColumn(units, unit => unit.OrderId, NpgsqlDbType.Uuid);
    }

    public static void AddWrites(SqlBatch sql, BatchRows<ShipmentRow> batch, DateTimeOffset now)
    {
        AddInsert(sql, batch, batch.Added, now);
        var rows = batch.Changed;
        if (rows.Count == 0)
            return;
        var parameters = sql.Add(Update);
        parameters.AddColumn(rows, row => row.Key, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Value.Status, NpgsqlDbType.Text);
        parameters.AddValue(now, NpgsqlDbType.TimestampTz);
    }

    private static void AddInsert(
        SqlBatch sql, BatchRows<ShipmentRow> batch, List<KeyValuePair<Guid, ShipmentRow>> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
            return;
        var parameters = sql.AddInsert(Insert, "order_id", batch.ReadInsertedAsync);
        parameters.AddColumn(rows, row => row.Key, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Value.Status, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Value.TrackingNumber, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Value.Reason, NpgsqlDbType.Text);
        parameters.AddValue(now, NpgsqlDbType.TimestampTz);
    }
}
