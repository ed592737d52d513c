using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.DeadLetters;

/// <summary>
/// What an operator can do with open letters. Each ends a letter once: the update that claims it and what follows from it
/// are one statement, so that of two operators who press at once one is told that it was done already.
/// </summary>
public sealed class DeadLetterActions(NpgsqlDataSource dataSource)
{
    /// <summary>Letters that one call by filter handles at most; the rest waits for the next call.</summary>
    public const int MaxLetters = 10_000;

    private const int Batch = 500;

    // What came from Kafka, or was to go there, has no queue to go back to: IsRecord. {0} is which letters, and how they are locked. Two letters of one message cannot leave at once, for it has one row in
    // the outbox: the later one leaves, the other stays open, as it does when the message is on its way already.
    private const string ResendPicked =
        """
        WITH picked AS (
            SELECT dead_letter_id, message_id, order_id, destination, message_type, body, headers, first_at, last_at
            FROM messaging.dead_letter WHERE destination NOT LIKE 'kafka:%' AND {0}),
        one AS (SELECT DISTINCT ON (message_id) * FROM picked ORDER BY message_id, last_at DESC, dead_letter_id),
        sent AS (
            INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, headers, owner, created_at, attempts, next_at)
            SELECT message_id, coalesce(order_id, message_id), destination, message_type, body, headers, NULL, now(), 0, now()
            FROM one ORDER BY first_at, message_id
            ON CONFLICT (message_id) DO NOTHING RETURNING message_id),
        done AS (
            UPDATE messaging.dead_letter d SET resolution = 'resent', resolved_at = now(), resolved_by = $1
            FROM one JOIN sent USING (message_id) WHERE d.dead_letter_id = one.dead_letter_id RETURNING 1)
        """;

    private const string Note =
        "UPDATE messaging.dead_letter SET resolution = 'resent', resolved_at = now(), resolved_by = $2 WHERE dead_letter_id = $1 AND resolution IS NULL";

    private const string DropPicked =
        """
        WITH picked AS (SELECT dead_letter_id, last_at FROM messaging.dead_letter WHERE {0}),
        done AS (
            UPDATE messaging.dead_letter d SET resolution = 'dropped', resolved_at = now(), resolved_by = $1
            FROM picked WHERE d.dead_letter_id = picked.dead_letter_id RETURNING 1)
        """;

    private const string Result =
        """

        SELECT (SELECT count(*) FROM picked), (SELECT count(*) FROM done), last_at, dead_letter_id
        FROM (SELECT 1) AS always LEFT JOIN (
            SELECT last_at, dead_letter_id FROM picked ORDER BY last_at DESC, dead_letter_id DESC LIMIT 1) AS furthest ON true
        """;

    // The original is what came, not what the edit before left.
    private const string EditOpen =
        """
        UPDATE messaging.dead_letter SET
            original_message_type = CASE WHEN edited_at IS NULL THEN message_type ELSE original_message_type END,
            original_body = CASE WHEN edited_at IS NULL THEN body ELSE original_body END,
            original_headers = CASE WHEN edited_at IS NULL THEN headers ELSE original_headers END,
            message_type = $2, body = $3, headers = $4, order_id = coalesce(order_id, $5), edited_at = now(), edited_by = $6
        WHERE dead_letter_id = $1 AND resolution IS NULL
        """;

    /// <summary>Sends the message again as it is now, with its own id and a fresh count of attempts.</summary>
    public Task<DeadLetterOutcome> ResendAsync(Guid deadLetterId, string @operator, CancellationToken cancellationToken) =>
        OneAsync(ResendPicked, (deadLetterId, @operator), cancellationToken);

    /// <summary>Whether the letter was a record of Kafka, which the relay cannot send: it is left alone when letters are resent.</summary>
    public static bool IsRecord(DeadLetterLine letter) => letter.Destination.StartsWith("kafka:", StringComparison.Ordinal);

    /// <summary>Notes that what was in the letter has been taken by another way.</summary>
    public async Task<DeadLetterOutcome> NoteResentAsync(Guid deadLetterId, string @operator, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Note, connection);
        command.Parameters.AddValue(deadLetterId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(@operator, NpgsqlDbType.Text);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1
            ? DeadLetterOutcome.Done
            : await WhyNotAsync(connection, deadLetterId, cancellationToken);
    }

    /// <summary>Gives the message up.</summary>
    public Task<DeadLetterOutcome> DropAsync(Guid deadLetterId, string @operator, CancellationToken cancellationToken) =>
        OneAsync(DropPicked, (deadLetterId, @operator), cancellationToken);

    /// <summary>Sends again what is open and meant by <paramref name="filter"/>, the longest dead first.</summary>
    public Task<DeadLetterCounts> ResendAsync(DeadLetterFilter filter, string @operator, CancellationToken cancellationToken) =>
        ManyAsync(ResendPicked, (filter, @operator), cancellationToken);

    /// <summary>Gives up what is open and meant by <paramref name="filter"/>.</summary>
    public Task<DeadLetterCounts> DropAsync(DeadLetterFilter filter, string @operator, CancellationToken cancellationToken) =>
        ManyAsync(DropPicked, (filter, @operator), cancellationToken);

    /// <summary>Replaces the message of an open letter by one that <see cref="DeadLetterEdit.Check"/> found right.</summary>
    public async Task<DeadLetterOutcome> EditAsync(Guid deadLetterId, DeadLetterEdit edit, string @operator, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(EditOpen, connection);
        command.Parameters.AddValue(deadLetterId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(edit.Content.MessageType, NpgsqlDbType.Text);
        command.Parameters.AddValue(edit.Content.Body, NpgsqlDbType.Bytea);
        command.Parameters.AddValue((object?)edit.Content.Headers ?? DBNull.Value, NpgsqlDbType.Text);
        command.Parameters.AddValue((object?)edit.OrderId ?? DBNull.Value, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(@operator, NpgsqlDbType.Text);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1
            ? DeadLetterOutcome.Done
            : await WhyNotAsync(connection, deadLetterId, cancellationToken);
    }

    private async Task<DeadLetterOutcome> OneAsync(string action, (Guid Id, string Operator) use, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(string.Format(null, action, "dead_letter_id = $2 AND resolution IS NULL FOR UPDATE") + Result, connection);
        command.Parameters.AddValue(use.Operator, NpgsqlDbType.Text);
        command.Parameters.AddValue(use.Id, NpgsqlDbType.Uuid);
        var (picked, done, _) = await ReadAsync(command, cancellationToken);
        if (done == 1)
            return DeadLetterOutcome.Done;
        return picked == 1 ? DeadLetterOutcome.UnderWay : await WhyNotAsync(connection, use.Id, cancellationToken);
    }

    private async Task<DeadLetterCounts> ManyAsync(string action, (DeadLetterFilter Filter, string Operator) use, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // What comes from now on is not meant: nobody has seen it.
        await using var now = new NpgsqlCommand("SELECT now()", connection);
        var until = new DateTimeOffset((DateTime)(await now.ExecuteScalarAsync(cancellationToken))!);
        var counts = new DeadLetterCounts(0, 0, false);
        (DateTimeOffset LastAt, Guid Id)? furthest = null;
        while (counts.Done + counts.UnderWay < MaxLetters)
        {
            await using var command = Many(action, use, until, furthest);
            command.Connection = connection;
            var (picked, done, last) = await ReadAsync(command, cancellationToken);
            counts = new DeadLetterCounts(counts.Done + done, counts.UnderWay + picked - done, picked == Batch);
            furthest = last;
            if (picked < Batch)
                break;
        }
        return counts;
    }

    private static NpgsqlCommand Many(
        string action, (DeadLetterFilter Filter, string Operator) use, DateTimeOffset until, (DateTimeOffset LastAt, Guid Id)? after)
    {
        var command = new NpgsqlCommand();
        command.Parameters.AddValue(use.Operator, NpgsqlDbType.Text);
        command.Parameters.AddValue(until, NpgsqlDbType.TimestampTz);
        var where = $"stored_at <= $2 AND {(use.Filter with { State = DeadLetterState.Open }).Where(command.Parameters)}";
        if (after is { } last)
        {
            command.Parameters.AddValue(last.LastAt, NpgsqlDbType.TimestampTz);
            command.Parameters.AddValue(last.Id, NpgsqlDbType.Uuid);
            where += $" AND (last_at, dead_letter_id) > (${command.Parameters.Count - 1}, ${command.Parameters.Count})";
        }
        // A letter that somebody edits, resends or drops at this moment is left to him.
        where += $" ORDER BY last_at, dead_letter_id LIMIT {Batch} FOR UPDATE SKIP LOCKED";
        command.CommandText = string.Format(null, action, where) + Result;
        return command;
    }

    private static async Task<(int Picked, int Done, (DateTimeOffset, Guid)? Last)> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ((int)reader.GetInt64(0), (int)reader.GetInt64(1),
            reader.IsDBNull(2) ? null : (reader.GetFieldValue<DateTimeOffset>(2), reader.GetGuid(3)));
    }

    private static async Task<DeadLetterOutcome> WhyNotAsync(NpgsqlConnection connection, Guid deadLetterId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT resolution FROM messaging.dead_letter WHERE dead_letter_id = $1", connection);
        command.Parameters.AddValue(deadLetterId, NpgsqlDbType.Uuid);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => DeadLetterOutcome.NotFound,
            string resolution => DeadLetterQuery.StateOf(resolution) == DeadLetterState.Resent ? DeadLetterOutcome.AlreadyResent : DeadLetterOutcome.AlreadyDropped,
            _ => DeadLetterOutcome.Refused,
        };
    }
}

/// <summary>What a call did to a letter.</summary>
public enum DeadLetterOutcome
{
    /// <summary>It was this call that did it.</summary>
    Done,

    /// <summary>No letter has this id.</summary>
    NotFound,

    /// <summary>It had been resent; nothing was done.</summary>
    AlreadyResent,

    /// <summary>It had been dropped; nothing was done.</summary>
    AlreadyDropped,

    /// <summary>The same message waits in the outbox to be sent or tried again; nothing was done, the letter is still open.</summary>
    UnderWay,

    /// <summary>Nobody takes it as it is; nothing was done, the letter is still open.</summary>
    Refused,
}

/// <summary>What a call by filter did.</summary>
/// <param name="Done">Letters that it resent or dropped.</param>
/// <param name="UnderWay">Letters that it left open, because their message is on its way already.</param>
/// <param name="IsMore">Whether it stopped at its limit: call again for the rest.</param>
public sealed record DeadLetterCounts(int Done, int UnderWay, bool IsMore);
