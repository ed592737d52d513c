namespace Workflow.Messaging.Scheduling;

/// <summary>How many more due messages the outbox takes for now.</summary>
public static class DueRoom
{
    /// <summary>
    /// As an expression of SQL whose parameter <c>$3</c> is <see cref="Relay.RelayOptions.DueBacklog"/>. Its cost is bounded
    /// by that number, not by what is in the outbox.
    /// </summary>
    public const string Sql =
        """
        greatest(0, $3 - (
            SELECT count(*) FROM (SELECT FROM messaging.outbox WHERE owner IS NULL AND next_at <= now() LIMIT $3) AS waiting))
        """;
}
