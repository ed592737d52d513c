using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>
/// Which slots this publisher serves. A slot is held by an advisory lock of the publisher's session, so that the database itself
/// frees it as soon as the process or its connection is gone, and no clock has to be trusted.
/// </summary>
/// <remarks>
/// The locks spare repeats; they do not carry the order of events. Whoever publishes a slot begins at its first row, and everything
/// before that row is confirmed: if two do it for a moment, both send the events of an order in their order, and a consumer that
/// knows ids sees the first of each in order.
/// </remarks>
internal sealed class HubSlots(NpgsqlConnection connection, int silentSeconds)
{
    // Any number that nothing else in the database uses; the letters are "WFhb". Slots are the second key, and one more that
    // all publishers share, by which they count each other.
    private const int LockClass = 0x5746_6862;
    private const int Presence = 1_000;

    private const string Join = "SELECT pg_advisory_lock_shared($1, $2)";

    private const string CountPublishers =
        """
        SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory' AND classid = $1::bigint::oid AND objid = $2::bigint::oid AND mode = 'ShareLock' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private const string Take = "SELECT s FROM unnest($2) AS s WHERE pg_try_advisory_lock($1, s) LIMIT $3";

    private const string Release = "SELECT pg_advisory_unlock($1, s) FROM unnest($2) AS s";

    private const string LeaveAll = "SELECT pg_advisory_unlock_all()";

    // A frozen process keeps its session, and with it its slots, for as long as its machine answers for it.
    private const string EndSilent =
        """
        SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid AND l.granted
            AND l.database = a.datid AND a.datname = current_database() AND a.pid <> pg_backend_pid()
            AND a.state = 'idle' AND a.state_change < now() - make_interval(secs => $3)
        """;

    private readonly HashSet<short> _held = [];

    /// <summary>The slots that are held now.</summary>
    internal short[] Held => [.. _held];

    /// <summary>Publishers as last counted, this one among them.</summary>
    internal int Publishers { get; private set; }

    /// <summary>How many publishers were found silent and ended.</summary>
    internal long Ended { get; private set; }

    internal Task JoinAsync(CancellationToken cancellationToken) => ExecuteAsync(Command(Join, Presence), cancellationToken);

    /// <summary>Gives back what is more than a fair share and takes what is less; true when something has changed.</summary>
    internal async Task<bool> BalanceAsync(CancellationToken cancellationToken)
    {
        Ended += await ExecuteAsync(Command(EndSilent, Presence, silentSeconds), cancellationToken);
        Publishers = (int)Math.Max(1, await ExecuteAsync(Command(CountPublishers, Presence), cancellationToken));
        var share = (HubRow.Slots + Publishers - 1) / Publishers;
        if (_held.Count > share)
            await ReleaseAsync([.. _held.Take(_held.Count - share)], cancellationToken);
        else if (_held.Count < share)
            return await TakeAsync(share - _held.Count, cancellationToken) > 0;
        else
            return false;
        return true;
    }

    /// <summary>Gives everything back. A pooled connection would keep its locks until somebody uses it again.</summary>
    internal Task LeaveAsync() => ExecuteAsync(new NpgsqlCommand(LeaveAll, connection), CancellationToken.None);

    private async Task<int> TakeAsync(int most, CancellationToken cancellationToken)
    {
        var free = Enumerable.Range(0, HubRow.Slots).Where(slot => !_held.Contains((short)slot)).ToArray();
        // Not all from the same end, or two that start together would meet at each slot.
        Random.Shared.Shuffle(free);
        await using var command = Command(Take);
        command.Parameters.AddArray(free, NpgsqlDbType.Integer);
        command.Parameters.AddValue(most, NpgsqlDbType.Integer);
        var before = _held.Count;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _held.Add((short)reader.GetInt32(0));
        return _held.Count - before;
    }

    private async Task ReleaseAsync(short[] slots, CancellationToken cancellationToken)
    {
        await using var command = Command(Release);
        command.Parameters.AddArray(Array.ConvertAll(slots, slot => (int)slot), NpgsqlDbType.Integer);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _held.ExceptWith(slots);
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<int> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddValue(LockClass, NpgsqlDbType.Integer);
        foreach (var value in values)
            command.Parameters.AddValue(value, NpgsqlDbType.Integer);
        return command;
    }

    private static async Task<long> ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
            return await command.ExecuteScalarAsync(cancellationToken) is long count ? count : 0;
    }
}
