namespace Workflow.Host.Verify;

/// <summary>No piece is lost, made up, or promised twice.</summary>
internal static class StockChecks
{
    public static readonly SqlCheck[] All =
    [
        new("Of each product, on hand + reserved + sold = received",
            "SELECT sku AS id, on_hand + reserved + sold <> received AS bad FROM stock.item"),
        new("No product is below zero",
            "SELECT sku AS id, least(received, on_hand, reserved, sold) < 0 AS bad FROM stock.item"),
        new("Of each product, reserved = what reservations hold",
            """
            SELECT sku AS id, coalesce(i.reserved, 0) <> coalesce(h.reserved, 0) AS bad
            FROM stock.item i FULL JOIN verify_held h USING (sku)
            """),
        new("Of each product, sold = what reservations sold",
            """
            SELECT sku AS id, coalesce(i.sold, 0) <> coalesce(h.sold, 0) AS bad
            FROM stock.item i FULL JOIN verify_held h USING (sku)
            """),
        new("No reservation is without its order",
            """
            SELECT r.order_id AS id, o.order_id IS NULL AS bad
            FROM stock.reservation r LEFT JOIN verify_order o USING (order_id)
            """),
        new("No order that has ended holds goods, unless an operator released them by hand",
            """
            SELECT r.order_id AS id, coalesce(o.ended, false) AND k.step IS NULL AS bad
            FROM stock.reservation r LEFT JOIN verify_order o USING (order_id)
            LEFT JOIN verify_skipped k ON k.order_id = r.order_id AND k.step = 'stock-release'
            WHERE r.status = 'Reserved'
            """),
        new("Goods are sold only to completed orders",
            """
            SELECT r.order_id AS id, NOT coalesce(o.completed, false) AS bad
            FROM stock.reservation r LEFT JOIN verify_order o USING (order_id)
            WHERE r.status = 'Sold'
            """),
        new("Every completed order has its goods sold, unless an operator did it by hand",
            """
            SELECT o.order_id AS id, r.status IS DISTINCT FROM 'Sold' AND k.step IS NULL AS bad
            FROM verify_order o LEFT JOIN stock.reservation r USING (order_id)
            LEFT JOIN verify_skipped k ON k.order_id = o.order_id AND k.step = 'stock'
            WHERE o.completed
            """),
        // Order by order, so that millions of lines are never sorted at once.
        new("What an order holds or bought is what it ordered",
            """
            SELECT r.order_id AS id,
                (SELECT jsonb_object_agg(sku, pieces) FROM (
                    SELECT item ->> 0 AS sku, sum((item ->> 1)::bigint) AS pieces
                    FROM jsonb_array_elements(r.items) AS item GROUP BY 1) AS held)
                IS DISTINCT FROM
                (SELECT jsonb_object_agg(sku, pieces) FROM (
                    SELECT line ->> 0 AS sku, sum((line ->> 1)::bigint) AS pieces
                    FROM jsonb_array_elements(o.lines) AS line GROUP BY 1) AS ordered) AS bad
            FROM stock.reservation r JOIN orders."order" o USING (order_id)
            WHERE r.status IN ('Reserved', 'Sold')
            """),
    ];
}
