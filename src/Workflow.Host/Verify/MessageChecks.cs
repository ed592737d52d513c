namespace Workflow.Host.Verify;

/// <summary>Nothing is left over in inbox, outbox and schedule.</summary>
internal static class MessageChecks
{
    public static readonly SqlCheck[] All =
    [
        // Sending takes moments, and this is run while nothing does: a row that is still there was not sent.
        new("No message waits to be sent for an order that has ended or does not exist",
            """
            SELECT m.message_id AS id, coalesce(o.ended, true) AS bad
            FROM messaging.outbox m LEFT JOIN verify_order o USING (order_id)
            """),
        // A planned retry of an order that was cancelled meanwhile may stay until it is due; it is then ignored.
        new("No scheduled message belongs to an order that does not exist, or is overdue for one that has ended",
            """
            SELECT m.message_id AS id,
                o.order_id IS NULL OR (o.ended AND m.due_at < clock_timestamp() - interval '1 minute') AS bad
            FROM messaging.scheduled_message m LEFT JOIN verify_order o USING (order_id)
            """),
        new("No inbox entry is without its order",
            """
            SELECT i.message_id AS id, o.order_id IS NULL AS bad
            FROM messaging.inbox i LEFT JOIN verify_order o USING (order_id)
            """),
        new("Dead letters that wait for an operator (no violation)",
            "SELECT dead_letter_id AS id, true AS bad FROM messaging.dead_letter WHERE resolution IS NULL",
            IsPromise: false),
    ];
}
