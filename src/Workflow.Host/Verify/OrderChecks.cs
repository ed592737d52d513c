namespace Workflow.Host.Verify;

/// <summary>Every accepted order has its saga, and the saga has come to an end.</summary>
internal static class OrderChecks
{
    public static readonly SqlCheck[] All =
    [
        // The primary keys already say that an order and its saga exist once.
        new("Every accepted order is completed, rejected, cancelled or suspended",
            """
            SELECT order_id AS id, coalesce(NOT ended AND state <> 'Suspended', true) AS bad FROM verify_order
            """),
        new("No saga is without its order",
            """
            SELECT s.order_id AS id, o.order_id IS NULL AS bad
            FROM orders.saga s LEFT JOIN verify_order o USING (order_id)
            """),
    ];
}
