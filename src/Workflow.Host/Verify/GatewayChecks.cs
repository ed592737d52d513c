namespace Workflow.Host.Verify;

/// <summary>The payments are what the gateway's own ledger says, in both directions.</summary>
internal static class GatewayChecks
{
    public static readonly SqlCheck[] All =
    [
        new("The gateway captured every order at most once",
            "SELECT key AS id, captures > 1 AS bad FROM verify_ledger"),
        new("Every key in the gateway's ledger is a payment",
            """
            SELECT l.key AS id, p.order_id IS NULL AS bad
            FROM verify_ledger l LEFT JOIN payments.payment p ON p.order_id::text = l.key
            """),
        // An open payment says itself that it does not know; a refund that came before any charge asked nobody.
        new("Every settled payment is what the gateway's ledger says",
            """
            SELECT p.order_id AS id,
                p.captured <> coalesce(l.captured, 0) OR p.refunded <> coalesce(l.refunded, 0)
                OR (coalesce(l.status, '') <> lower(p.status) AND NOT (l.key IS NULL AND p.status = 'Reversed')) AS bad
            FROM payments.payment p LEFT JOIN verify_ledger l ON l.key = p.order_id::text
            WHERE p.status NOT IN ('Pending', 'Unknown', 'Reversing')
            """),
    ];
}
