using System.Text;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.DeadLetters;

/// <summary>How messages become dead letters.</summary>
internal static class DeadLetterTable
{
    private const int MaxErrorLength = 2000;

    // Names come from senders that nobody here knows, and stand in indexes, which refuse what is long.
    private const int MaxNameLength = 300;

    private const string Move =
        """
        WITH gone AS (DELETE FROM messaging.outbox o USING unnest($1, $2, $3, $4, $5) AS f(id, reason, error, fingerprint, delivery)
                      WHERE o.message_id = f.id RETURNING o.*, f.reason, f.error, f.fingerprint, f.delivery)
        INSERT INTO messaging.dead_letter
            (dead_letter_id, message_id, order_id, destination, message_type, body, headers, reason, error, attempts, first_at, last_at,
             fingerprint, delivery_key)
        SELECT gen_random_uuid(), message_id, order_id, destination, message_type, body, headers, reason, error, attempts + 1, created_at, now(),
             fingerprint, delivery
        FROM gone
        ON CONFLICT (delivery_key) WHERE resolution IS NULL DO NOTHING
        """;

    private const string Store =
        """
        WITH letter AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                AS l(message_id, order_id, destination, message_type, body, headers, reason, error, attempts, first_at, last_at, fingerprint, delivery)),
        gone AS (DELETE FROM messaging.outbox o USING letter l WHERE o.message_id = l.message_id RETURNING o.message_id, o.created_at)
        INSERT INTO messaging.dead_letter
            (dead_letter_id, message_id, order_id, destination, message_type, body, headers, reason, error, attempts, first_at, last_at,
             fingerprint, delivery_key)
        SELECT gen_random_uuid(), message_id, order_id, destination, message_type, body, headers, reason, error, attempts,
            least(first_at, created_at, now()), coalesce(last_at, now()), fingerprint, delivery
        FROM letter LEFT JOIN gone USING (message_id)
        ON CONFLICT (delivery_key) WHERE resolution IS NULL DO NOTHING
        """;

    /// <summary>Makes a dead letter of what a consumer could not handle, in place of its outbox row if it has one.</summary>
    internal static Task StoreAsync(NpgsqlConnection connection, MessageFailure failure, CancellationToken cancellationToken) =>
        StoreAsync(connection, [DeadMessage.Of(failure)], cancellationToken);

    /// <summary>
    /// Keeps messages that died, in place of their outbox rows if they have some. One that is kept already and still open
    /// is not kept twice, so that the caller may try again after a commit whose answer was lost.
    /// </summary>
    /// <returns>How many letters are new.</returns>
    internal static async Task<int> StoreAsync(NpgsqlConnection connection, IReadOnlyList<DeadMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return 0;
        var rows = Clean(messages);
        await using var command = new NpgsqlCommand(Store, connection);
        AddColumns(command.Parameters, rows);
        var stored = await command.ExecuteNonQueryAsync(cancellationToken);
        DeadLetterMetrics.Stored(rows.Take(stored).Select(row => row.Reason));
        return stored;
    }

    /// <summary>Keeps messages that died in the commit of a lane; nobody is told how many are new.</summary>
    internal static void AddStore(SqlBatch sql, IReadOnlyList<DeadMessage> messages)
    {
        if (messages.Count > 0)
            AddColumns(sql.Add(Store), Clean(messages));
    }

    /// <summary>Turns outbox rows into dead letters: both, or neither.</summary>
    internal static async Task MoveAsync(NpgsqlConnection connection, List<OutboxFailure> failures, CancellationToken cancellationToken)
    {
        if (failures.Count == 0)
            return;
        var whys = failures.ConvertAll(failure => (Reason: DeadLetterReasons.Of(failure.Error), Error: Describe(failure.Error)));
        await using var command = new NpgsqlCommand(Move, connection);
        command.Parameters.AddColumn(failures, failure => failure.Row.MessageId, NpgsqlDbType.Uuid);
        command.Parameters.AddColumn(whys, why => why.Reason, NpgsqlDbType.Text);
        command.Parameters.AddColumn(whys, why => why.Error, NpgsqlDbType.Text);
        command.Parameters.AddColumn(whys, why => ErrorFingerprint.Of(why.Error, why.Reason), NpgsqlDbType.Text);
        command.Parameters.AddColumn(failures, failure => KeyOf(failure.Row), NpgsqlDbType.Uuid);
        var moved = await command.ExecuteNonQueryAsync(cancellationToken);
        DeadLetterMetrics.Stored(whys.Take(moved).Select(why => why.Reason));
    }

    /// <summary>An error as it is kept: type and message, bounded, no stack, and nothing that a text column refuses.</summary>
    internal static string Describe(Exception error) => Clean($"{error.GetType().Name}: {error.Message}", MaxErrorLength);

    /// <summary>A text as a column takes it: the way to bytes and back replaces half a surrogate pair, which a cut may leave.</summary>
    private static string Clean(string text, int maxLength = int.MaxValue) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length <= maxLength ? text : text[..maxLength])).Replace('\0', '\uFFFD');

    private static List<DeadMessage> Clean(IReadOnlyList<DeadMessage> messages) => [.. messages.Select(message => message with
    {
        Destination = Clean(message.Destination, MaxNameLength),
        MessageType = Clean(message.MessageType, MaxNameLength),
        Headers = message.Headers is null ? null : Clean(message.Headers),
        Reason = Clean(message.Reason, MaxNameLength),
        Error = message.Error is null ? null : Clean(message.Error, MaxErrorLength),
    })];

    private static Guid KeyOf(OutboxRow row) => DeliveryKey.Of(row.MessageId, row.Destination, row.MessageType, row.Body);

    private static void AddColumns(NpgsqlParameterCollection parameters, List<DeadMessage> rows)
    {
        parameters.AddColumn(rows, row => row.MessageId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.OrderId, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Destination, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.MessageType, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Body, NpgsqlDbType.Bytea);
        parameters.AddColumn(rows, row => row.Headers, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Reason, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Error, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Attempts, NpgsqlDbType.Integer);
        parameters.AddColumn(rows, row => row.FirstAt, NpgsqlDbType.TimestampTz);
        parameters.AddColumn(rows, row => row.LastAt, NpgsqlDbType.TimestampTz);
        parameters.AddColumn(rows, row => ErrorFingerprint.Of(row.Error, row.Reason), NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => DeliveryKey.Of(row.MessageId, row.Destination, row.MessageType, row.Body), NpgsqlDbType.Uuid);
    }
}
