using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Scheduling;

/// <summary>The schedule as operators see it: what waits, and what shall not wait any longer.</summary>
/// <param name="dataSource">Where connections come from.</param>
public sealed class ScheduledMessages(NpgsqlDataSource dataSource)
{
    private const int Batch = 1_000;

    private const string Chosen =
        "($1 IS NULL OR order_id = $1) AND ($2 IS NULL OR message_type = $2) AND due_at < $3";

    private const string Page =
        $"""
        SELECT message_id, order_id, due_at, destination, message_type FROM messaging.scheduled_message
        WHERE {Chosen} AND due_at >= $4 AND (due_at, message_id) > ($4, $5) ORDER BY due_at, message_id LIMIT $6
        """;

    private const string RunOne =
        "UPDATE messaging.scheduled_message SET due_at = least(due_at, now()) WHERE message_id = $1";

    // What is locked leaves the schedule this very moment, or another operator runs it: neither needs us. A minute ago,
    // because to another operator's statement that began before this one ended, this moment is still to come.
    private const string RunMany =
        $"""
        UPDATE messaging.scheduled_message SET due_at = now() - interval '1 minute' WHERE message_id IN (
            SELECT message_id FROM messaging.scheduled_message WHERE {Chosen} AND due_at > now()
            ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>
    /// Makes one message due now; it leaves with the next sweep. False when it is not in the schedule any more: it has left,
    /// or was cancelled.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<bool> RunNowAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(RunOne);
        command.Parameters.AddValue(messageId, NpgsqlDbType.Uuid);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>
    /// Makes all messages of <paramref name="filter"/> due now, and returns how many were not due before. They leave in
    /// batches as the outbox has room. An interruption leaves those done that were done: the call may be repeated.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<long> RunNowAsync(ScheduledFilter filter, CancellationToken cancellationToken)
    {
        long all = 0;
        int moved;
        do
        {
            await using var command = dataSource.CreateCommand(RunMany);
            Add(command.Parameters, filter);
            command.Parameters.AddValue(Batch, NpgsqlDbType.Integer);
            moved = await command.ExecuteNonQueryAsync(cancellationToken);
            all += moved;
        }
        while (moved == Batch);
        return all;
    }

    /// <summary>
    /// Messages of <paramref name="filter"/> by due time and id, at most <paramref name="limit"/>, behind
    /// <paramref name="after"/>; null for the first page.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<IReadOnlyList<ScheduledSummary>> ListAsync(
        ScheduledFilter filter, (DateTimeOffset DueAt, Guid MessageId)? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Page);
        Add(command.Parameters, filter);
        command.Parameters.AddValue(after?.DueAt ?? DateTimeOffset.MinValue, NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(after?.MessageId ?? Guid.Empty, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(limit, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ScheduledSummary> page = [];
        while (await reader.ReadAsync(cancellationToken))
            page.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), reader.GetString(4)));
        return page;
    }

    private static void Add(NpgsqlParameterCollection parameters, ScheduledFilter filter)
    {
        parameters.Add(new NpgsqlParameter { Value = (object?)filter.OrderId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        parameters.Add(new NpgsqlParameter { Value = (object?)filter.MessageType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.AddValue(filter.DueBefore ?? DateTimeOffset.MaxValue, NpgsqlDbType.TimestampTz);
    }
}

/// <summary>Which scheduled messages are meant; what is null does not matter.</summary>
/// <param name="OrderId">Those of this order.</param>
/// <param name="MessageType">Those of this wire name.</param>
/// <param name="DueBefore">Those due before this moment.</param>
public sealed record ScheduledFilter(Guid? OrderId = null, string? MessageType = null, DateTimeOffset? DueBefore = null);

/// <summary>A message that waits for its time.</summary>
/// <param name="MessageId">The id with which it will be sent.</param>
/// <param name="OrderId">The order it belongs to.</param>
/// <param name="DueAt">When it leaves, UTC, by the database's clock.</param>
/// <param name="Destination"><c>queue:NAME</c> or <c>event:WIRE-NAME</c>.</param>
/// <param name="MessageType">Wire name of the contract.</param>
public sealed record ScheduledSummary(Guid MessageId, Guid OrderId, DateTimeOffset DueAt, string Destination, string MessageType);
