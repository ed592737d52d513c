using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.DeadLetters;

/// <summary>What an operator can see of the dead letters. Reads by index and locks nothing.</summary>
public sealed class DeadLetterQuery(NpgsqlDataSource dataSource)
{
    private const string LineColumns =
        """
        dead_letter_id, message_id, order_id, destination, message_type, reason, error, fingerprint, attempts, first_at, last_at,
        octet_length(body), resolution, resolved_at, resolved_by, edited_at, edited_by
        """;

    private const int ContentColumn = 17;

    /// <summary>A page of letters, the last to die first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Last attempt and id of the last letter of the page before; null for the first page.</param>
    /// <param name="limit">Letters at most; from 1.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<List<DeadLetterLine>> ListAsync(
        DeadLetterFilter filter, (DateTimeOffset LastAt, Guid Id)? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = List(filter, after, limit);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<DeadLetterLine> lines = new(limit);
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(Line(reader, 0));
        return lines;
    }

    /// <summary>The statement behind <see cref="ListAsync"/>.</summary>
    internal static NpgsqlCommand List(DeadLetterFilter filter, (DateTimeOffset LastAt, Guid Id)? after, int limit)
    {
        var command = new NpgsqlCommand();
        var where = filter.Where(command.Parameters);
        if (after is { } last)
        {
            command.Parameters.AddValue(last.LastAt, NpgsqlDbType.TimestampTz);
            command.Parameters.AddValue(last.Id, NpgsqlDbType.Uuid);
            where += $" AND (last_at, dead_letter_id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})";
        }
        // The limit is no parameter: a plan for any limit is a plan for a tenth of the table, which would sort it.
        command.CommandText =
            $"SELECT {LineColumns} FROM messaging.dead_letter WHERE {where} ORDER BY last_at DESC, dead_letter_id DESC LIMIT {limit}";
        return command;
    }

    /// <summary>The largest groups of letters whose errors are alike.</summary>
    public async Task<List<DeadLetterGroup>> GroupAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Group(filter, limit);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<DeadLetterGroup> groups = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add(new DeadLetterGroup(
                reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3),
                Line(reader, 4)));
        }
        return groups;
    }

    /// <summary>The statement behind <see cref="GroupAsync"/>.</summary>
    internal static NpgsqlCommand Group(DeadLetterFilter filter, int limit)
    {
        var command = new NpgsqlCommand();
        var where = filter.Where(command.Parameters);
        command.CommandText =
            $"""
            WITH letters AS (
                SELECT fingerprint AS f, count(*) AS n, min(last_at) AS first_died, max(last_at) AS last_died
                FROM messaging.dead_letter WHERE {where} GROUP BY fingerprint ORDER BY n DESC, last_died DESC, f LIMIT {limit})
            SELECT f, n, first_died, last_died, latest.* FROM letters CROSS JOIN LATERAL (
                SELECT {LineColumns} FROM messaging.dead_letter WHERE {where} AND fingerprint = f
                ORDER BY last_at DESC, dead_letter_id DESC LIMIT 1) AS latest
            ORDER BY n DESC, last_died DESC, f
            """;
        return command;
    }

    /// <summary>One letter; null when there is none with this id.</summary>
    public async Task<DeadLetterDetail?> FindAsync(Guid deadLetterId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {LineColumns}, message_type, body, headers, original_message_type, original_body, original_headers
            FROM messaging.dead_letter WHERE dead_letter_id = $1
            """,
            connection);
        command.Parameters.AddValue(deadLetterId, NpgsqlDbType.Uuid);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var line = Line(reader, 0);
        return new DeadLetterDetail(line, Content(reader, ContentColumn), line.EditedAt is null ? null : Content(reader, ContentColumn + 3));
    }

    private static DeadLetterLine Line(NpgsqlDataReader reader, int first) => new(
        reader.GetGuid(first), reader.GetGuid(first + 1), Value<Guid>(reader, first + 2), reader.GetString(first + 3), reader.GetString(first + 4),
        reader.GetString(first + 5), Text(reader, first + 6), reader.GetString(first + 7), reader.GetInt32(first + 8),
        reader.GetFieldValue<DateTimeOffset>(first + 9), reader.GetFieldValue<DateTimeOffset>(first + 10), reader.GetInt32(first + 11),
        StateOf(Text(reader, first + 12)), Value<DateTimeOffset>(reader, first + 13), Text(reader, first + 14),
        Value<DateTimeOffset>(reader, first + 15), Text(reader, first + 16));

    private static DeadLetterContent Content(NpgsqlDataReader reader, int first) =>
        new(reader.GetString(first), reader.GetFieldValue<byte[]>(first + 1), Text(reader, first + 2));

    internal static DeadLetterState StateOf(string? resolution) => resolution switch
    {
        null => DeadLetterState.Open,
        "resent" => DeadLetterState.Resent,
        "dropped" => DeadLetterState.Dropped,
        _ => throw new InvalidOperationException($"The resolution '{resolution}' of a dead letter is unknown."),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Value<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
