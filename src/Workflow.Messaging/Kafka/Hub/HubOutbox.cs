using Microsoft.Extensions.Options;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>
/// Writes what Kafka is to be told in the commit that it tells of. The table is its own, not the outbox: there a message is gone when
/// its one consumer has it, here when Kafka has confirmed it, and neither waits for the other.
/// </summary>
/// <remarks>
/// The steps of an order are committed one after the other, whichever instance makes them, because each names the version of the
/// saga that it follows. So the positions of an order's rows have the order of its steps, and whoever sees a row sees all that it
/// follows from.
/// </remarks>
public sealed class HubOutbox(IOptions<KafkaOptions> options)
{
    private const string Insert =
        """
        INSERT INTO messaging.hub (slot, kind, event_id, order_id, message_type, body, headers, created_at)
        SELECT s, k, e, o, t, b, h, $8
        FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS r(s, k, e, o, t, b, h, n)
        ORDER BY n
        """;

    private readonly SemaphoreSlim _wake = new(0, 1);
    private int _isAwake;

    /// <summary>Whether events are wanted.</summary>
    internal bool TellsEvents => options.Value.EventsTopic.Length > 0;

    /// <summary>Whether states are wanted.</summary>
    internal bool TellsStates => options.Value.StateTopic.Length > 0;

    /// <summary>Whether bad records are wanted.</summary>
    public bool TellsDead => options.Value.DeadTopic.Length > 0;

    /// <summary>Adds what the units have to tell; true when there is anything.</summary>
    internal bool AddInsert(SqlBatch sql, IReadOnlyList<LaneUnit> units, DateTimeOffset now)
    {
        List<HubRow> rows = [];
        foreach (var unit in units)
        {
            foreach (var row in unit.Outgoing)
            {
                if (TellsEvents && row.IsEvent)
                    rows.Add(ToEvent(row));
            }
            if (unit.Told is { } told)
                rows.AddRange(told);
        }
        if (rows.Count == 0)
            return false;
        var parameters = sql.Add(Insert);
        parameters.AddColumn(rows, row => HubRow.SlotOf(row.OrderId), NpgsqlDbType.Smallint);
        parameters.AddColumn(rows, row => (short)row.Kind, NpgsqlDbType.Smallint);
        parameters.AddColumn(rows, row => row.EventId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.OrderId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.MessageType, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Body, NpgsqlDbType.Bytea);
        parameters.AddColumn(rows, row => row.Headers, NpgsqlDbType.Text);
        parameters.AddValue(now, NpgsqlDbType.TimestampTz);
        return true;
    }

    /// <summary>A commit has left something: the publisher need not wait for its next look.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
            _wake.Release();
    }

    /// <summary>Returns when there may be something, at the latest after <paramref name="limit"/>.</summary>
    internal async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await _wake.WaitAsync(limit, cancellationToken))
            Volatile.Write(ref _isAwake, 0);
    }

    private static HubRow ToEvent(OutboxRow row) => new(HubKind.Event, row.MessageId, row.OrderId, row.MessageType, row.Body, row.Headers);
}
