namespace Workflow.Messaging.Telemetry;

/// <summary>What the tables of messaging are asked for. Counts end at a bound: beyond it nobody needs the digit.</summary>
internal static class MessagingQueries
{
    // A backlog of new orders is the one thing here that grows without end: above the bound, what PostgreSQL has counted of the table's
    // changes stands for it. What is due, what failed and how old the next of them are is found by index, before or behind any number of orders.
    internal static readonly GaugeQuery Outbox = new(
        """
        SELECT total.n, CASE WHEN waiting.n < 100000 THEN waiting.n ELSE greatest(waiting.n, total.n - timed.n) END,
            (SELECT count(*) FROM (SELECT FROM messaging.outbox WHERE owner IS NULL AND next_at <= now() LIMIT 100000) d), timed.failed,
            coalesce(extract(epoch FROM now() - least(seen.oldest,
                (SELECT created_at FROM messaging.outbox WHERE owner IS NULL AND next_at IS NULL ORDER BY position LIMIT 1),
                (SELECT created_at FROM messaging.outbox WHERE owner IS NULL AND next_at IS NOT NULL AND attempts = 0 ORDER BY next_at LIMIT 1))), 0)
        FROM (
            SELECT count(*) AS n, min(created_at) FILTER (WHERE attempts = 0) AS oldest FROM (SELECT attempts, created_at FROM messaging.outbox LIMIT 100000) o) AS seen,
            (SELECT count(*) AS n FROM (SELECT FROM messaging.outbox WHERE owner IS NULL AND next_at IS NULL LIMIT 100000) w) AS waiting,
            (SELECT count(*) AS n, count(*) FILTER (WHERE attempts > 0) AS failed
                FROM (SELECT attempts FROM messaging.outbox WHERE owner IS NULL AND next_at IS NOT NULL LIMIT 100000) t) AS timed,
            LATERAL (SELECT CASE WHEN seen.n < 100000 THEN seen.n ELSE greatest(seen.n, pg_stat_get_live_tuples('messaging.outbox'::regclass)) END AS n) AS total
        """,
        [],
        new("workflow.outbox.rows", "{message}"), new("workflow.outbox.backlog", "{message}"), new("workflow.outbox.due", "{message}"),
        new("workflow.outbox.retrying", "{message}"), new("workflow.outbox.oldest.age", "s"));

    internal static readonly GaugeQuery Schedule = new(
        """
        SELECT (SELECT count(*) FROM (SELECT FROM messaging.scheduled_message LIMIT 100000) s),
            (SELECT count(*) FROM (SELECT FROM messaging.scheduled_message WHERE due_at <= now() LIMIT 100000) d),
            greatest(0, coalesce((SELECT extract(epoch FROM now() - min(due_at)) FROM messaging.scheduled_message), 0))
        """,
        [],
        new("workflow.schedule.rows", "{message}"), new("workflow.schedule.due", "{message}"), new("workflow.schedule.lag", "s"));

    internal static readonly GaugeQuery DeadLetters = new(
        """
        SELECT (SELECT count(*) FROM (SELECT FROM messaging.dead_letter WHERE state = 'open' LIMIT 100000) d),
            greatest(0, coalesce((SELECT extract(epoch FROM now() - min(last_at)) FROM messaging.dead_letter WHERE state = 'open'), 0))
        """,
        [],
        new("workflow.dead_letters.open", "{message}"), new("workflow.dead_letters.oldest.age", "s"));

    // Of the newest, because those are what an operator is called for. Names come from senders that nobody here knows.
    internal static readonly GaugeQuery DeadLettersByQueue = new(
        """
        SELECT left(destination, 80), left(reason, 80), count(*)
        FROM (SELECT destination, reason FROM messaging.dead_letter WHERE state = 'open' ORDER BY last_at DESC LIMIT 5000) d
        GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 40
        """,
        ["messaging.destination.name", "workflow.reason"],
        new GaugeColumn("workflow.dead_letters.recent", "{message}"));

    internal static readonly GaugeQuery Instances = new(
        """
        SELECT count(*) FILTER (WHERE heartbeat_at > now() - interval '20 seconds'),
            count(*) FILTER (WHERE heartbeat_at <= now() - interval '20 seconds' AND heartbeat_at > now() - interval '10 minutes')
        FROM messaging.instance
        """,
        [],
        new("workflow.instances.alive", "{instance}"), new("workflow.instances.silent", "{instance}"));

    // Without its partition a day's keys would go to the one for strays, which is never dropped.
    internal static readonly GaugeQuery Inbox = new(
        """
        SELECT count(*) FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE i.inhparent = 'messaging.inbox'::regclass AND c.relname > 'inbox_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') AND c.relname ~ '\d{8}$'
        """,
        [],
        new GaugeColumn("workflow.inbox.partitions.ahead", "{partition}"));
}
