using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Inbox;
using Workflow.Messaging.Kafka.Hub;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Scheduling;

namespace Workflow.Messaging;

/// <summary>
/// The inbox and outbox side of every commit: which statements it adds to a batch, and what has to happen in memory
/// once the batch is committed.
/// </summary>
public sealed class MessageStore(
    NpgsqlDataSource dataSource, OutboxWindow window, RecentMessages recent, TimeProvider time, IOptions<LaneOptions> options, HubOutbox? hub = null)
{
    // In the order of their keys: copies of the same messages at two instances would otherwise wait for each other.
    private const string InsertInbox =
        """
        INSERT INTO messaging.inbox (day, message_id, consumer, order_id)
        SELECT * FROM unnest($1, $2, $3, $4) AS keys(day, message_id, consumer, order_id)
        ORDER BY day, message_id, consumer
        """;

    private const string DeleteOutbox = "DELETE FROM messaging.outbox WHERE message_id = ANY($1)";

    /// <summary>Where connections come from.</summary>
    public NpgsqlDataSource DataSource => dataSource;

    /// <summary>Limits of the lanes.</summary>
    public LaneOptions Lanes => options.Value;

    /// <summary>What the lanes of this process measure.</summary>
    public ConcurrentBag<LaneMetrics> AllLanes { get; } = [];

    /// <summary>What a lane waits for before it takes a batch and commits it.</summary>
    internal SemaphoreSlim CommitTurns { get; } = new(options.Value.ConcurrentCommits);

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Whether an event can reach anybody: one that cannot need not be written.</summary>
    internal bool HasListeners => window.HasListeners || hub is { TellsEvents: true };

    /// <summary>Whether somebody wants to hear of the states of orders.</summary>
    internal bool TellsStates => hub is { TellsStates: true };

    /// <summary>Whether this process committed the unit's message lately: no need to ask the database.</summary>
    internal bool IsKnown(LaneUnit unit) => unit is { IsKeyed: true, MessageId: { } id } && recent.Contains(id, unit.Consumer);

    /// <summary>Finds out by what the unit's message will be known as consumed.</summary>
    internal void Receive(LaneUnit unit)
    {
        if (unit.MessageId is not { } id)
            return;
        var row = window.InHand(id);
        unit.IsHandedOver = row is not null;
        unit.IsKeyed = row is null or { MayComeAgain: true };
    }

    /// <summary>Marks the messages as consumed, and excludes the units of those that are already: by the row that goes, by inbox key, or by both.</summary>
    internal void AddInbox<TUnit>(LaneCommit<TUnit> commit)
        where TUnit : LaneUnit
    {
        AddHandedOver(commit, [.. commit.Units.Where(unit => unit.IsHandedOver)]);
        AddKeys(commit, [.. commit.Units.Where(unit => unit.IsKeyed)]);
    }

    private static void AddHandedOver<TUnit>(LaneCommit<TUnit> commit, List<TUnit> units)
        where TUnit : LaneUnit
    {
        if (units.Count == 0)
            return;
        var missing = commit.ExcludeMissing(units, unit => unit.MessageId!.Value, commit.ExcludeDuplicate);
        var parameters = commit.Sql.AddChange(DeleteOutbox, "message_id", 2, missing);
        parameters.AddColumn(units, unit => unit.MessageId!.Value, NpgsqlDbType.Uuid);
        if (commit.Sql.IsHopeful)
            parameters.AddValue(units.Count, NpgsqlDbType.Integer);
    }

    private void AddKeys<TUnit>(LaneCommit<TUnit> commit, List<TUnit> keyed)
        where TUnit : LaneUnit
    {
        if (keyed.Count == 0)
            return;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var parameters = commit.Sql.AddInsert(InsertInbox, "message_id, consumer", ExcludeKnown(commit, keyed));
        parameters.AddColumn(keyed, unit => MessageDay.Of(unit.MessageId!.Value, today), NpgsqlDbType.Date);
        parameters.AddColumn(keyed, unit => unit.MessageId!.Value, NpgsqlDbType.Uuid);
        parameters.AddColumn(keyed, unit => unit.Consumer, NpgsqlDbType.Text);
        parameters.AddColumn(keyed, unit => unit.OrderId, NpgsqlDbType.Uuid);
    }

    private static Func<NpgsqlDataReader, CancellationToken, Task> ExcludeKnown<TUnit>(LaneCommit<TUnit> commit, List<TUnit> keyed)
        where TUnit : LaneUnit =>
        async (reader, cancellationToken) =>
        {
            var written = new HashSet<(Guid, string)>(keyed.Count);
            while (await reader.ReadAsync(cancellationToken))
                written.Add((reader.GetGuid(0), reader.GetString(1)));
            if (written.Count == keyed.Count)
                return;
            foreach (var unit in keyed.Where(unit => !written.Contains((unit.MessageId!.Value, unit.Consumer))))
                commit.ExcludeDuplicate(unit);
        };

    /// <summary>Adds what leaves, and removes what has arrived; returns what <see cref="Committed"/> needs.</summary>
    internal OutboxChange AddOutbox(SqlBatch sql, IReadOnlyList<LaneUnit> units)
    {
        var change = window.Plan(units);
        var now = time.GetUtcNow();
        OutboxTable.AddInsert(sql, change, (window.Instance.Id, now));
        if (hub?.AddInsert(sql, units, now) == true)
            change = change with { IsToldToHub = true };
        ScheduledTable.AddChanges(sql, units);
        if (change.Settled.Length > 0)
            sql.Add(DeleteOutbox).AddArray(change.Settled, NpgsqlDbType.Uuid);
        return change;
    }

    internal void Committed(IReadOnlyList<LaneUnit> units, OutboxChange change)
    {
        foreach (var unit in units)
        {
            if (unit is { IsKeyed: true, MessageId: { } id })
                recent.Add(id, unit.Consumer);
        }
        window.Committed(change);
        if (change.IsToldToHub)
            hub!.Wake();
    }

    internal void RolledBack(OutboxChange? change)
    {
        if (change is not null)
            window.RolledBack(change);
    }
}
