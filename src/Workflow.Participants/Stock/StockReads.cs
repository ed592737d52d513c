using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Stock;

/// <summary>
/// What a batch reads and locks, in one round trip with the inbox. Locks are taken in the same sequence everywhere
/// (reservations, receipts, items; each by key), so that instances wait for one another and never deadlock.
/// </summary>
internal static class StockReads
{
    private const string LockReservations =
        "SELECT order_id, status, items, reason FROM stock.reservation WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE";

    private const string InsertReceipts =
        """
        INSERT INTO stock.receipt (receipt_id, received_at)
        SELECT id, $2 FROM unnest($1) AS r(id) ORDER BY id
        ON CONFLICT DO NOTHING
        RETURNING receipt_id
        """;

    // What a release or a sale moves stands in its reservation only; asking for it here saves a round trip.
    private const string LockItems =
        """
        SELECT sku, on_hand FROM stock.item
        WHERE sku = ANY($1 || ARRAY(
            SELECT line ->> 0 FROM stock.reservation, jsonb_array_elements(items) AS line
            WHERE order_id = ANY($2) AND status = 'Reserved'))
        ORDER BY sku FOR UPDATE
        """;

    public static void Add(LaneCommit<StockUnit> commit, StockLedger ledger, DateTimeOffset now)
    {
        AddReservations(commit, ledger);
        AddReceipts(commit, ledger, now);
        AddItems(commit, ledger);
    }

    private static void AddReservations(LaneCommit<StockUnit> commit, StockLedger ledger)
    {
        var orders = Orders(commit, unit => unit.Work is StockWork.Reserve or StockWork.Release or StockWork.Commit);
        if (orders.Length == 0)
            return;
        var parameters = commit.Sql.Add(LockReservations, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                ledger.Load(reader.GetGuid(0), Read(reader));
        });
        parameters.AddArray(orders, NpgsqlDbType.Uuid);
    }

    private static void AddReceipts(LaneCommit<StockUnit> commit, StockLedger ledger, DateTimeOffset now)
    {
        var receipts = commit.Units.Where(unit => unit.Work == StockWork.Receive).Select(unit => unit.ReceiptId!).ToArray();
        if (receipts.Length == 0)
            return;
        var parameters = commit.Sql.Add(InsertReceipts, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                ledger.LoadNewReceipt(reader.GetString(0));
        });
        parameters.AddArray(receipts, NpgsqlDbType.Text);
        parameters.AddValue(now, NpgsqlDbType.TimestampTz);
    }

    private static void AddItems(LaneCommit<StockUnit> commit, StockLedger ledger)
    {
        var skus = commit.Units.SelectMany(unit => unit.Items).Select(line => line.Sku).Distinct(StringComparer.Ordinal).ToArray();
        var orders = Orders(commit, unit => unit.Work is StockWork.Release or StockWork.Commit);
        if (skus.Length == 0 && orders.Length == 0)
            return;
        var parameters = commit.Sql.Add(LockItems, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                ledger.Load(reader.GetString(0), reader.GetInt64(1));
        });
        parameters.AddArray(skus, NpgsqlDbType.Text);
        parameters.AddArray(orders, NpgsqlDbType.Uuid);
    }

    private static Guid[] Orders(LaneCommit<StockUnit> commit, Func<StockUnit, bool> isWanted) =>
        [.. commit.Units.Where(isWanted).Select(unit => unit.OrderId)];

    private static Reservation Read(NpgsqlDataReader reader) => new(
        reader.GetString(1),
        reader.IsDBNull(2) ? null : CompactItems.Parse(reader.GetString(2)),
        reader.IsDBNull(3) ? null : reader.GetString(3));
}
