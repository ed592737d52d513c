namespace Workflow.Host.Verify;

/// <summary>Who got the goods has paid them once, and nobody else has paid.</summary>
internal static class PaymentChecks
{
    public static readonly SqlCheck[] All =
    [
        new("No payment is without its order",
            """
            SELECT p.order_id AS id, o.order_id IS NULL AS bad
            FROM payments.payment p LEFT JOIN verify_order o USING (order_id)
            """),
        new("Every completed order is paid in full, unless an operator took the money by hand",
            """
            SELECT o.order_id AS id, coalesce(p.captured - p.refunded, 0) <> o.total AND k.step IS NULL AS bad
            FROM verify_order o LEFT JOIN payments.payment p USING (order_id)
            LEFT JOIN verify_skipped k ON k.order_id = o.order_id AND k.step = 'payment'
            WHERE o.completed
            """),
        new("No money is kept of a rejected or cancelled order, unless an operator gave it back by hand",
            """
            SELECT o.order_id AS id, coalesce(p.captured - p.refunded, 0) <> 0 AND k.step IS NULL AS bad
            FROM verify_order o LEFT JOIN payments.payment p USING (order_id)
            LEFT JOIN verify_skipped k ON k.order_id = o.order_id AND k.step = 'refund'
            WHERE o.ended AND NOT o.completed
            """),
        new("Of a suspended order, no more than its total is kept",
            """
            SELECT o.order_id AS id, coalesce(p.captured - p.refunded, 0) NOT BETWEEN 0 AND o.total AS bad
            FROM verify_order o LEFT JOIN payments.payment p USING (order_id)
            WHERE o.state = 'Suspended'
            """),
        new("No order that has ended has an open payment, unless an operator settled it by hand",
            """
            SELECT p.order_id AS id, p.status IN ('Pending', 'Unknown', 'Reversing') AND k.order_id IS NULL AS bad
            FROM payments.payment p JOIN verify_order o USING (order_id)
            LEFT JOIN (SELECT DISTINCT order_id FROM verify_skipped WHERE step IN ('payment', 'refund')) k
                ON k.order_id = p.order_id
            WHERE o.ended
            """),
    ];
}
