using System.Security.Claims;
using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Orders;
using Workflow.Host.Serve;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Looks;

/// <summary>What can be seen of the machinery: by index, bounded, and without locks.</summary>
internal sealed class SystemLooks(NpgsqlDataSource dataSource, MessageStore store, OutboxWindow window, WorkflowInstance instance, BuiltInParticipants participants)
{
    /// <summary>Rows of a queue that are searched for one page.</summary>
    private const int Searched = 20_000;

    // Counted in three indexes that hold no ended order. A running order's step is that of its state, so that a hundred thousand
    // rows need not be read for it; that of a suspended one stands in its index.
    private const string Steps =
        """
        SELECT state, NULL::text, count(*), 0::bigint, 0::bigint, min(state_since) FROM orders.saga WHERE finished_at IS NULL AND state <> 'Suspended' GROUP BY state
        UNION ALL
        SELECT state, NULL::text, 0, count(*), 0, min(state_since) FROM orders.saga WHERE retry_at IS NOT NULL AND finished_at IS NULL GROUP BY state
        UNION ALL
        SELECT 'Suspended', step, 0, 0, count(*), min(state_since) FROM orders.saga WHERE state = 'Suspended' AND step IS NOT NULL GROUP BY step
        """;

    /// <summary>The lanes of this process, by name.</summary>
    internal LanesView Lanes(ClaimsPrincipal who)
    {
        OperatorDesk.Demand(who);
        return new LanesView(instance.Name, [.. store.AllLanes.OrderBy(lane => lane.Name, StringComparer.Ordinal)
            .Select(lane => new LaneView(lane.Name, lane.Capacity, lane.Fill, lane.Commits, lane.Units, lane.Commits == 0 ? 0 : lane.Units / (double)lane.Commits))]);
    }

    /// <summary>The intake's ring in this process, and what waits behind it.</summary>
    internal RingView Ring(ClaimsPrincipal who)
    {
        OperatorDesk.Demand(who);
        var intake = store.AllLanes.Where(lane => lane.Name == "intake").ToList();
        return new RingView(instance.Name, intake.Sum(lane => lane.Capacity), intake.Sum(lane => lane.Fill), window.Backlog);
    }

    /// <summary>The hosts that run, or that have ended without leaving.</summary>
    internal async Task<List<InstanceView>> InstancesAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand(
            "SELECT instance_id, name, started_at, heartbeat_at, extract(epoch FROM now() - heartbeat_at)::float8 FROM messaging.instance ORDER BY started_at LIMIT 500");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<InstanceView> instances = [];
        while (await reader.ReadAsync(cancellationToken))
            instances.Add(new InstanceView(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3),
                Math.Max(0, reader.GetDouble(4)), reader.GetGuid(0) == instance.Id));
        return instances;
    }

    /// <summary>Messages to be sent, the oldest first.</summary>
    internal async Task<List<OutboxLine>> OutboxAsync(ClaimsPrincipal who, (bool Failing, long After, int Limit) page, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT position, message_id, order_id, destination, message_type, created_at, attempts, next_at, last_error
            FROM (SELECT * FROM messaging.outbox WHERE position > $1 ORDER BY position LIMIT {Searched}) AS oldest
            WHERE NOT $2 OR attempts > 0 ORDER BY position LIMIT {page.Limit}
            """);
        command.Parameters.AddValue(page.After, NpgsqlDbType.Bigint);
        command.Parameters.AddValue(page.Failing, NpgsqlDbType.Boolean);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OutboxLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(new OutboxLine(
                reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7), reader.IsDBNull(8) ? null : reader.GetString(8)));
        return lines;
    }

    /// <summary>Products by SKU.</summary>
    internal async Task<List<StockLine>> StockAsync(ClaimsPrincipal who, (string? Prefix, string? After, int Limit) page, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand();
        List<string> conditions = ["true"];
        // By range of the key, which is sorted by code point: the first text behind all that begin so ends with the highest.
        if (page.Prefix is { } prefix)
            conditions.Add($"sku >= {OrderWalk.Add(command.Parameters, prefix, NpgsqlDbType.Text)} AND sku < {OrderWalk.Add(command.Parameters, prefix + '\uffff', NpgsqlDbType.Text)}");
        if (page.After is { } after)
            conditions.Add($"sku > {OrderWalk.Add(command.Parameters, after, NpgsqlDbType.Text)}");
        command.CommandText = $"SELECT sku, received, on_hand, reserved, sold FROM stock.item WHERE {string.Join(" AND ", conditions)} ORDER BY sku LIMIT {page.Limit}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StockLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(new StockLine(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        return lines;
    }

    /// <summary>What each participant is waited for.</summary>
    internal async Task<List<ParticipantView>> ParticipantsAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand(Steps);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StepView> steps = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if ((reader.IsDBNull(1) ? OrderPath.StepIn(reader.GetString(0)) : reader.GetString(1)) is { } step)
                steps.Add(new StepView(step, reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }
        var whole = steps.GroupBy(part => part.Step).Select(parts => new StepView(
            parts.Key, parts.Sum(part => part.Waiting), parts.Sum(part => part.Retrying), parts.Sum(part => part.Suspended), parts.Min(part => part.OldestSince))).ToList();
        return [.. new[] { OrderQueues.Stock, OrderQueues.Payment, OrderQueues.Shipment }
            .Select(queue => new ParticipantView(queue, !participants.Elsewhere.Contains(queue), [.. whole.Where(step => OrderExplanation.QueueOf(step.Step) == queue)]))];
    }
}
