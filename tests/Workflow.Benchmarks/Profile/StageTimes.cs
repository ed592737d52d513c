using Npgsql;

namespace Workflow.Benchmarks.Profile;

/// <summary>How long orders took from one entry of their history to the next.</summary>
internal static class StageTimes
{
    public sealed record Stage(string Name, double P50Ms, double P99Ms);

    /// <summary>Of the orders that were completed after that moment, in the order in which the stages come.</summary>
    public static async Task<List<Stage>> ReadAsync(NpgsqlDataSource database, DateTime from)
    {
        await using var command = database.CreateCommand(
            """
            SELECT type, min(sequence),
                percentile_disc(0.5) WITHIN GROUP (ORDER BY ms), percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)
            FROM (
                SELECT e.type, e.sequence,
                    (extract(epoch FROM e.occurred_at - coalesce(lag(e.occurred_at) OVER (PARTITION BY e.order_id ORDER BY e.sequence), o.accepted_at)) * 1000)::float8 AS ms
                FROM orders.saga s JOIN orders."order" o USING (order_id) JOIN orders.order_event e USING (order_id)
                WHERE s.state = 'Completed' AND o.accepted_at >= $1) stages
            GROUP BY type ORDER BY 2
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from });
        await using var rows = await command.ExecuteReaderAsync();
        List<Stage> stages = [];
        while (await rows.ReadAsync())
            stages.Add(new Stage(rows.GetString(0), rows.GetDouble(2), rows.GetDouble(3)));
        return stages;
    }
}
