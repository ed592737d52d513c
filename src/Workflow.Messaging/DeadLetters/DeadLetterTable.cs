using System.Text;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.DeadLetters;

/// <summary>The statements on <c>messaging.dead_letter</c>.</summary>
internal static class DeadLetterTable
{
    private const int MaxErrorLength = 2000;

    private const string Move =
        """
        WITH gone AS (DELETE FROM messaging.outbox o USING unnest($1, $2, $3) AS f(id, reason, error)
                      WHERE o.message_id = f.id RETURNING o.*, f.reason, f.error)
        INSERT INTO messaging.dead_letter
            (dead_letter_id, message_id, order_id, destination, message_type, body, headers, reason, error, attempts, first_at, last_at)
        SELECT gen_random_uuid(), message_id, order_id, destination, message_type, body, headers, reason, error, attempts + 1, created_at, now()
        FROM gone
        """;

    private const string Store =
        """
        WITH gone AS (DELETE FROM messaging.outbox WHERE message_id = $1)
        INSERT INTO messaging.dead_letter
            (dead_letter_id, message_id, order_id, destination, message_type, body, headers, reason, error, attempts, first_at, last_at)
        VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now())
        """;

    /// <summary>Makes a dead letter of what a consumer could not handle, in place of its outbox row if it has one.</summary>
    internal static async Task StoreAsync(NpgsqlConnection connection, MessageFailure failure, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Store, connection);
        command.Parameters.AddValue(failure.Message.MessageId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue((object?)failure.Message.OrderId ?? DBNull.Value, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(OutboxRow.QueuePrefix + failure.Message.Queue, NpgsqlDbType.Text);
        command.Parameters.AddValue(failure.Message.MessageType, NpgsqlDbType.Text);
        command.Parameters.AddValue(failure.Message.Body, NpgsqlDbType.Bytea);
        command.Parameters.AddValue((object?)failure.Message.Headers ?? DBNull.Value, NpgsqlDbType.Text);
        command.Parameters.AddValue(failure.Reason, NpgsqlDbType.Text);
        command.Parameters.AddValue(failure.Error, NpgsqlDbType.Text);
        command.Parameters.AddValue(failure.Message.Attempts + 1, NpgsqlDbType.Integer);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Turns outbox rows into dead letters: both, or neither.</summary>
    internal static async Task MoveAsync(NpgsqlConnection connection, List<OutboxFailure> failures, CancellationToken cancellationToken)
    {
        if (failures.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Move, connection);
        command.Parameters.AddArray(failures.ConvertAll(failure => failure.Row.MessageId).ToArray(), NpgsqlDbType.Uuid);
        command.Parameters.AddArray(failures.ConvertAll(failure => Reason(failure.Error)).ToArray(), NpgsqlDbType.Text);
        command.Parameters.AddArray(failures.ConvertAll(failure => Describe(failure.Error)).ToArray(), NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>An error as it is kept: type and message, bounded, no stack, and nothing that a text column refuses.</summary>
    internal static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        var bounded = Encoding.UTF8.GetBytes(text.Length <= MaxErrorLength ? text : text[..MaxErrorLength]);
        // The way there and back replaces half a surrogate pair, which the cut may have left.
        return Encoding.UTF8.GetString(bounded).Replace('\0', '\uFFFD');
    }

    internal static string Reason(Exception error) => error is Transport.UnreadableMessageException ? "unreadable" : "out of attempts";
}
