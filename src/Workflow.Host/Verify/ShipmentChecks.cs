namespace Workflow.Host.Verify;

/// <summary>One parcel for each completed order, none for any other that has ended.</summary>
internal static class ShipmentChecks
{
    public static readonly SqlCheck[] All =
    [
        new("No shipment is without its order",
            """
            SELECT s.order_id AS id, o.order_id IS NULL AS bad
            FROM shipments.shipment s LEFT JOIN verify_order o USING (order_id)
            """),
        new("Every completed order has one shipment, unless an operator arranged it by hand",
            """
            SELECT o.order_id AS id, s.status IS DISTINCT FROM 'Arranged' AND k.step IS NULL AS bad
            FROM verify_order o LEFT JOIN shipments.shipment s USING (order_id)
            LEFT JOIN verify_skipped k ON k.order_id = o.order_id AND k.step = 'shipment'
            WHERE o.completed
            """),
        new("No rejected or cancelled order has a shipment, unless an operator called it back by hand",
            """
            SELECT o.order_id AS id, coalesce(s.status = 'Arranged', false) AND k.step IS NULL AS bad
            FROM verify_order o LEFT JOIN shipments.shipment s USING (order_id)
            LEFT JOIN verify_skipped k ON k.order_id = o.order_id AND k.step = 'shipment-cancellation'
            WHERE o.ended AND NOT o.completed
            """),
    ];
}
