using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Orchestrator.History;

namespace Workflow.Host.Admin.Orders;

/// <summary>Looks at the last order of each group for what tells its reason; each look is by key.</summary>
internal static class StuckSignsQuery
{
    private const string LastEvents =
        """
        SELECT e.order_id, e.sequence, e.type, e.state, e.causation_id FROM orders.saga s
        JOIN orders.order_event e ON e.order_id = s.order_id AND e.sequence = s.last_sequence WHERE s.order_id = ANY($1)
        """;

    private const string Payments = "SELECT order_id, status FROM payments.payment WHERE order_id = ANY($1)";

    private const string Letters = "SELECT DISTINCT order_id FROM messaging.dead_letter WHERE order_id = ANY($1) AND state = 'open'";

    /// <summary>The groups with their reasons.</summary>
    internal static async Task<List<OrderGroup>> ExplainAsync(NpgsqlConnection connection, List<OrderGroup> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
            return groups;
        var orders = groups.ConvertAll(group => group.LatestOrderId).Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { LastEvents, Payments, Letters })
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddArray(orders, NpgsqlDbType.Uuid);
            batch.BatchCommands.Add(command);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var unanswered = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var last = Event(reader);
            if (OrderAttempts.IsTimeout(last))
                unanswered.Add(last.OrderId);
        }
        await reader.NextResultAsync(cancellationToken);
        var payments = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(cancellationToken))
            payments[reader.GetGuid(0)] = reader.GetString(1);
        await reader.NextResultAsync(cancellationToken);
        var dead = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            dead.Add(reader.GetGuid(0));
        return groups.ConvertAll(group => Explained(group, new StuckSigns(
            group.Step, unanswered.Contains(group.LatestOrderId), payments.GetValueOrDefault(group.LatestOrderId), dead.Contains(group.LatestOrderId))));
    }

    private static OrderEvent Event(NpgsqlDataReader reader) => new()
    {
        OrderId = reader.GetGuid(0),
        Sequence = reader.GetInt32(1),
        Type = reader.GetString(2),
        State = reader.GetString(3),
        CausationId = reader.GetGuid(4),
    };

    private static OrderGroup Explained(OrderGroup group, StuckSigns signs)
    {
        var reason = StuckReasons.Of(signs);
        return group with { Reason = reason.Kind, Headline = reason.Headline };
    }
}
