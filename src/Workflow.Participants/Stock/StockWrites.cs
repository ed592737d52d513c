using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Stock;

/// <summary>What a batch writes: one statement a table and kind, whatever its size.</summary>
internal static class StockWrites
{
    private const string UpdateItems =
        """
        UPDATE stock.item i
        SET received = i.received + u.received, on_hand = i.on_hand + u.on_hand, reserved = i.reserved + u.reserved, sold = i.sold + u.sold
        FROM unnest($1, $2, $3, $4, $5) AS u(sku, received, on_hand, reserved, sold)
        WHERE i.sku = u.sku
        """;

    // Another instance may bring the same SKU for the first time: what both brought is added up.
    private const string InsertItems =
        """
        INSERT INTO stock.item AS i (sku, received, on_hand, reserved, sold)
        SELECT * FROM unnest($1, $2, $3, $4, $5) AS u(sku, received, on_hand, reserved, sold) ORDER BY sku
        ON CONFLICT (sku) DO UPDATE
        SET received = i.received + excluded.received, on_hand = i.on_hand + excluded.on_hand,
            reserved = i.reserved + excluded.reserved, sold = i.sold + excluded.sold
        """;

    private const string UpdateReservations =
        """
        UPDATE stock.reservation r SET status = u.status, items = u.items, reason = u.reason, decided_at = $5
        FROM unnest($1, $2, $3, $4) AS u(order_id, status, items, reason)
        WHERE r.order_id = u.order_id
        """;

    private const string InsertReservations =
        """
        INSERT INTO stock.reservation (order_id, status, items, reason, decided_at)
        SELECT id, status, items, reason, $5 FROM unnest($1, $2, $3, $4) AS u(id, status, items, reason) ORDER BY id
        """;

    public static void AddItems(SqlBatch sql, StockLedger ledger)
    {
        var changed = ledger.ChangedLevels.ToList();
        AddItems(sql, UpdateItems, changed.FindAll(level => level.IsStored));
        AddItems(sql, InsertItems, changed.FindAll(level => !level.IsStored));
    }

    public static void AddReservations(LaneCommit<StockUnit> commit, StockLedger ledger, DateTimeOffset now)
    {
        var changed = ledger.ChangedReservations.ToList();
        AddReservations(commit, changed.FindAll(row => row.IsStored), now);
        AddReservations(commit, changed.FindAll(row => !row.IsStored), now);
    }

    private static void AddItems(SqlBatch sql, string statement, List<StockLevel> levels)
    {
        if (levels.Count == 0)
            return;
        var parameters = sql.Add(statement);
        parameters.AddColumn(levels, level => level.Sku, NpgsqlDbType.Text);
        parameters.AddColumn(levels, level => level.ReceivedDelta, NpgsqlDbType.Bigint);
        parameters.AddColumn(levels, level => level.OnHandDelta, NpgsqlDbType.Bigint);
        parameters.AddColumn(levels, level => level.ReservedDelta, NpgsqlDbType.Bigint);
        parameters.AddColumn(levels, level => level.SoldDelta, NpgsqlDbType.Bigint);
    }

    private static void AddReservations(
        LaneCommit<StockUnit> commit, List<(Guid OrderId, Reservation Reservation, bool IsStored)> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
            return;
        var parameters = rows[0].IsStored
            ? commit.Sql.Add(UpdateReservations)
            : commit.Sql.AddInsert(InsertReservations, "order_id", ExcludeTaken(commit, rows.ConvertAll(row => row.OrderId)));
        parameters.AddColumn(rows, row => row.OrderId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Reservation.Status, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Reservation.Items is { } items ? CompactItems.Serialize(items) : null, NpgsqlDbType.Jsonb);
        parameters.AddColumn(rows, row => row.Reservation.Reason, NpgsqlDbType.Text);
        parameters.AddValue(now, NpgsqlDbType.TimestampTz);
    }

    /// <summary>Takes the units out whose order another instance decided between this batch's read and its write.</summary>
    private static Func<Npgsql.NpgsqlDataReader, CancellationToken, Task> ExcludeTaken(LaneCommit<StockUnit> commit, List<Guid> expected) =>
        async (reader, cancellationToken) =>
        {
            HashSet<Guid> taken = [.. expected];
            while (await reader.ReadAsync(cancellationToken))
                taken.Remove(reader.GetGuid(0));
            foreach (var unit in commit.Units.Where(unit => taken.Contains(unit.OrderId)))
                commit.Exclude(unit, new ReservationConflictException(unit.OrderId));
        };
}
